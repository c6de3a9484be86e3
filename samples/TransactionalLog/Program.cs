using System.CommandLine;
using DaxNative.Samples;

if (args is [Demo.Writer, var file, var bytes, var round])
{
    return Demo.WriteUntilKilled(file, long.Parse(bytes), int.Parse(round));
}

Argument<string?> path = new("PATH") { Arity = ArgumentArity.ZeroOrOne, Description = "A file, or a dax device that begins with 4 KiB of zeros. Default: a file in /dev/shm." };
Option<long> length = new("--length") { DefaultValueFactory = _ => 32, HelpName = "MiB", Description = "Of the log's file, or of the part of a device that it takes." };
Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 12, Description = "Children to kill at most; it ends with the first that is hit in the middle of an append." };
Option<bool> json = new("--json") { Description = "Machine-readable output: one JSON object." };

var ledger = new Command("ledger", "Keep an account: recover it, book to it, truncate what its balance has.") { path };
ledger.SetAction(parsed => Ledger.Run(parsed.GetValue(path) ?? "/dev/shm/daxnative-ledger"));

var demo = new Command("demo", "Append, kill the appending process in the middle of it with SIGKILL, recover, and show what survived and on which guarantee.") { path, length, rounds, json };
demo.SetAction(parsed => Demo.Run(parsed.GetValue(path) ?? $"/dev/shm/daxnative-demo-{Environment.ProcessId}", parsed.GetValue(length) << 20, parsed.GetValue(rounds), parsed.GetValue(json)));

ParseResult parsed = new RootCommand("A write-ahead log in persistent memory.") { ledger, demo }.Parse(args);
return parsed.Errors.Count > 0 ? Math.Max(64, parsed.Invoke()) : parsed.Invoke();
