// An Akka.Persistence journal in persistent memory: a child persists transfers of two events each and is killed with kill -9 in the midst of it; then this
// process recovers the same actor and shows what is there.
//
//   dotnet run --project samples/AkkaJournal                               in /dev/shm, and nothing is left of it
//   dotnet run --project samples/AkkaJournal -- /mnt/pmem0/akka            goes on with each run; also /dev/daxX.Y
//
// It opens no port. Ctrl-C ends it with status 130.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Akka.Actor;
using DaxNative;
using DaxNative.Log;
using DaxNative.Samples;

const string Writer = "writer";
const int Transfers = 200;
const int Padding = 32 << 10;                                   // so long that a kill is likely to hit a transfer half-way
var patience = TimeSpan.FromSeconds(60);

if (args is [Writer, var file])
{
    // Ctrl-C goes to both; the parent ends this one.
    using PosixSignalRegistration ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    using ActorSystem writing = Start(file);
    IActorRef account = writing.ActorOf<Account>("account");
    for (int i = 0; i < Transfers; i++)
    {
        Console.WriteLine((await account.Ask<Account.State>(new Account.Transfer(Padding), patience)).Deposited);
    }

    // Nothing left to do but to be killed, or to end with the parent.
    return Console.Read();
}

string path = args is [var given] ? given : $"/dev/shm/daxnative-akka-{Environment.ProcessId}";
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    using (TransactionalLog log = TransactionalLog.OpenOrCreate(path, new LogOptions { Length = Length(path), AllowVolatile = true }))
    {
        Console.WriteLine($"{path}: {log.Mapping.Guarantee}");
    }

    long acknowledged = await KillOneAsync();
    ActorSystem system = Start(path);
    Account.State state = await system.ActorOf<Account>("account").Ask<Account.State>(new Account.Ask(), patience, stop.Token);
    await system.Terminate();
    Console.WriteLine($"A child was killed after transfer {acknowledged}. Recovered from the last {state.Replayed} events: {state.Withdrawn} withdrawn, {state.Deposited} deposited.");
    bool isWhole = state.Withdrawn == state.Deposited && state.Deposited >= acknowledged;
    Console.WriteLine(isWhole ? "Nothing that was acknowledged is lost, and nothing is there by half." : "SOMETHING IS LOST, OR THERE BY HALF.");
    return isWhole ? 0 : 2;
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception refusal) when (refusal is DaxException or LogException or IOException)
{
    Console.Error.WriteLine(refusal.Message);
    return 1;
}
finally
{
    if (args.Length == 0)
    {
        File.Delete(path);
    }
}

// Returns the last transfer that the child said was durable.
async Task<long> KillOneAsync()
{
    string self = Environment.ProcessPath!;
    string[] program = Path.GetFileName(self) == "dotnet" ? [typeof(Account).Assembly.Location] : [];
    using Process child = Process.Start(new ProcessStartInfo(self, [.. program, Writer, path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    try
    {
        long acknowledged = 0;
        int count = 0;
        int enough = Random.Shared.Next(20, 100);
        while (await child.StandardOutput.ReadLineAsync(stop.Token) is { } line)
        {
            acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
            if (++count == enough)
            {
                Thread.SpinWait(Random.Shared.Next(20_000));
                child.Kill();
            }
        }

        return count >= enough ? acknowledged : throw new IOException($"The child ended by itself after {count} transfers.");
    }
    finally
    {
        child.Kill();
        await child.WaitForExitAsync(CancellationToken.None);
    }
}

static long Length(string path) => File.Exists(path) && new FileInfo(path).Length > 0 ? 0 : 16L << 20;

static ActorSystem Start(string path) => ActorSystem.Create("sample", $$"""
    akka {
      loglevel = WARNING
      stdout-loglevel = WARNING
      persistence.journal {
        plugin = "akka.persistence.journal.pmem"
        pmem { class = "{{typeof(PmemJournal).AssemblyQualifiedName}}", path = "{{path}}", allow-volatile = on }
      }
    }
    """);
