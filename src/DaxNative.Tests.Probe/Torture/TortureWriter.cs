using System.Globalization;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>The child that the torture kills: opens the log and writes to it from several threads until it dies, or closes it.</summary>
internal static class TortureWriter
{
    /// <summary>Of the verb.</summary>
    internal const string Name = "torture-writer";

    /// <param name="arguments">Path, length, seed, round, number of threads, operations after which each thread stops.</param>
    internal static int Run(string[] arguments)
    {
        ChildProcess.EndWithParent();
        var place = new LogTarget(arguments[0], Number(arguments[1]), AllowVolatile: true);
        ulong seed = ulong.Parse(arguments[2], CultureInfo.InvariantCulture);
        int round = (int)Number(arguments[3]), writers = (int)Number(arguments[4]);
        long operations = Number(arguments[5]);
        using var pipe = TorturePipe.ToParent();
        pipe.Send(new TortureEvent(TortureEventKind.Opening, 0, 0, 0, 0));
        using (TransactionalLog log = place.Open())
        {
            pipe.Send(TortureEvent.Opened(log.Head.Value, TortureCheckpoint.Parse(log.GetCheckpoint())));
            Thread[] threads = [.. Enumerable.Range(0, writers).Select(writer => new Thread(() => new TortureThread(log, pipe, seed, round, writer).Run(operations)))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        pipe.Send(new TortureEvent(TortureEventKind.Closed, 0, 0, 0, 0));
        return 0;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
