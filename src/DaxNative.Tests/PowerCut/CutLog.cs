using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>A log in memory and the folders that boots of a virtual machine would leave, without any machine.</summary>
internal sealed class CutLog : IDisposable
{
    internal const string Name = "ext4";

    private const int Seed = 3;

    private readonly TempPath _temp = TempPath.InMemory();
    private readonly Dictionary<int, int> _next = [];
    private int _process;

    internal CutLog()
    {
        Log = TransactionalLog.Create(_temp.Path, new LogOptions { Length = 64 << 10, AllowVolatile = true });
        Boot(1);
    }

    internal TransactionalLog Log { get; }

    /// <summary>Gets the latest boot.</summary>
    internal PowerCutFolder Now { get; private set; } = null!;

    /// <summary>Cuts, and boots again: what was opened is what is in the log.</summary>
    internal void Boot(int boot)
    {
        Now = new PowerCutFolder(Directory.CreateDirectory(Path.Combine(_temp.Directory, $"boot-{boot:0000}")).FullName);
        Process(0);
    }

    /// <summary>Kills the process that writes, and recovers in another one of the same boot.</summary>
    internal void Process(int process)
    {
        _process = process;
        _next.Clear();
        Say(new TortureEvent(TortureEventKind.Opening, 0, process, 0, 0), TortureEvent.Opened(Log.Head.Value, TortureCheckpoint.Parse(Log.GetCheckpoint())));
    }

    internal void List() => Write(PowerCutListing.Of(Log));

    internal void Write(PowerCutListing found)
    {
        found.Write(Now.Found(Name));
        PowerCutListing.Empty.Write(Now.Found(PowerCutFolder.Control));
    }

    /// <summary>Appends as a writer does that says so afterwards, or that the power left no time to.</summary>
    internal TortureEvent Append(int writer = 0, bool isSaid = true)
    {
        int number = _next.GetValueOrDefault(writer);
        _next[writer] = number + 1;
        LogSequenceNumber at = Log.Append(new TortureRecord(PowerCutFolder.Round(Now.Boot, _process), writer, number).Payload(PowerCutFolder.Seed(Seed, Name)));
        var said = new TortureEvent(TortureEventKind.Acknowledged, writer, number, 1, at.Value);
        if (isSaid)
        {
            Say(said);
        }

        return said;
    }

    internal void Say(params TortureEvent[] events) => SayOf(Name, events);

    internal void SayOf(string name, params TortureEvent[] events)
    {
        using TorturePipe pipe = Now.Pipe(name);
        pipe.Send(events);
    }

    /// <summary>Asks the judge as tools/power-cut.sh does.</summary>
    /// <param name="boots">All boots' numbers, the first of them 0 where nothing was judged yet.</param>
    internal ProcessResult Judge(params int[] boots)
    {
        string[] folders = [.. boots.Select(boot => boot == 0 ? "-" : Path.Combine(_temp.Directory, $"boot-{boot:0000}"))];
        return ProbeProcess.Run(["power-cut-judge", $"{Seed}", $"{Name},{PowerCutFolder.Control}", .. folders], under: []);
    }

    public void Dispose()
    {
        Log.Dispose();
        _temp.Dispose();
    }
}
