// Garnet's engine on our device beside the same engine on its own devices: --help says what it does.
using System.CommandLine;
using DaxNative.Benchmarks;

Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 21, Description = "How many turns each place has in each case." };
Option<int> slice = new("--slice") { HelpName = "MS", DefaultValueFactory = _ => 300, Description = "How long a turn is, in milliseconds." };
Option<string> memory = new("--memory") { HelpName = "FOLDER", DefaultValueFactory = _ => "/dev/shm", Description = "The memory: a folder on a DAX file system, or of a RAM disk." };
Option<string> disk = new("--disk") { HelpName = "FOLDER", DefaultValueFactory = _ => Path.GetTempPath(), Description = "The disk." };
Option<string?> docs = new("--update-docs") { HelpName = "FOLDER", Description = "Writes the tables into garnet.md there, between its marks, and draws garnet.svg beside it." };

var root = new RootCommand("""
    Measures a durable SET and a durable entry of Garnet 2.2 on DaxNative's device, beside the engine's own device on the same memory and on a disk, and
    beside its device that keeps nothing. All of them run at once and take turns; medians over the turns, and ratios of turns that followed one another.
    """) { rounds, slice, memory, disk, docs };
root.SetAction(parsed => Engines.Run(new EngineOptions(
    parsed.GetValue(rounds), TimeSpan.FromMilliseconds(parsed.GetValue(slice)), parsed.GetValue(memory)!, parsed.GetValue(disk)!, parsed.GetValue(docs))));

Argument<EnginePlace> place = new("place") { Description = "Which device." };
Argument<string> folder = new("folder") { Description = "Where it keeps its data." };
var serve = new Command("serve", "One of the servers; ends with its input.") { place, folder };
serve.Hidden = true;
serve.SetAction(parsed => EngineServer.Run(parsed.GetValue(place), parsed.GetValue(folder)!));
root.Add(serve);

return root.Parse(args).Invoke();
