using System.Diagnostics.CodeAnalysis;
using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Appends that are awaited: for durability, for room, and by callers that handle their task badly.</summary>
public sealed class AwaitedAppendTests
{
    // What a careless caller does with its own task is nobody else's business.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [SuppressMessage("Reliability", "CA2012", Justification = "This is what it tests.")]
    public async Task ATaskThatIsAskedEarlyOrAwaitedTwice_HarmsNobody(bool isTwice)
    {
        using var watched = new WatchedLog(1 << 20);
        for (int i = 0; i < 50; i++)
        {
            ValueTask<LogSequenceNumber> task = watched.Log.AppendAsync(Encoding.UTF8.GetBytes($"careless {i}"));
            if (isTwice)
            {
                Assert.Equal(await Twice(task), await Twice(task));
            }
            else
            {
                AskEarly(task);
            }
        }

        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<long, string>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                string text = $"{writer} {i}";
                Assert.True(acknowledged.TryAdd((await watched.Log.AppendAsync(Encoding.UTF8.GetBytes(text))).Value, text));
            }
        })));

        var read = new Dictionary<long, string>();
        using LogReader reader = watched.Log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            read.Add(record.SequenceNumber.Value, Encoding.UTF8.GetString(record.Payload));
        }

        Assert.Equal(250, read.Count);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, read[pair.Key]));

        static async Task<long> Twice(ValueTask<LogSequenceNumber> task) => (await task).Value;

        static void AskEarly(ValueTask<LogSequenceNumber> task)
        {
            try
            {
                task.GetAwaiter().GetResult();
            }
            catch (InvalidOperationException)
            {
            }
        }
    }

    [Theory]
    [InlineData(StoreGranularity.Byte)]
    [InlineData(StoreGranularity.CacheLine)]
    [InlineData(StoreGranularity.Page)]
    public async Task AppendsThatOneCallerHandsOver_KeepTheirOrder(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity, 1 << 20);
        var tasks = new List<Task<LogSequenceNumber>>();
        for (int i = 0; i < 300; i++)
        {
            tasks.Add(simulated.Log.AppendAsync(Encoding.UTF8.GetBytes($"{i}")).AsTask());
        }

        LogSequenceNumber[] numbers = await Task.WhenAll(tasks);

        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(300, numbers.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [InlineData(StoreGranularity.CacheLine)]
    [InlineData(StoreGranularity.Page)]
    public async Task AppendsThatFindNoRoom_GoOnInTheirOrderOnceThereIsSome(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        TransactionalLog log = simulated.Log;
        Fill(log);
        Task<LogSequenceNumber>[] waiting = [.. Enumerable.Range(0, 90).Select(i => log.AppendAsync(Record(i)).AsTask())];
        Assert.Throws<LogException>(() => log.Append(Record(0)));
        Assert.False(log.TryAppend(Record(0), out _));
        Assert.DoesNotContain(waiting, task => task.IsCompleted);

        // More than fits at once, so room has to be made again and again.
        var texts = new List<string>();
        while (!Array.TrueForAll(waiting, task => task.IsCompleted))
        {
            LogSequenceNumber tail = log.Tail;
            texts.AddRange(SimulatedLog.Texts(log).Where(text => text.StartsWith('r')).Except(texts));
            log.Truncate(tail);
            Assert.True(Patience.Until(() => log.Tail > tail || Array.TrueForAll(waiting, task => task.IsCompleted)));
        }

        LogSequenceNumber[] numbers = await Task.WhenAll(waiting);
        texts.AddRange(SimulatedLog.Texts(simulated.CutPower()).Except(texts));
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(Enumerable.Range(0, 90).Select(i => Encoding.UTF8.GetString(Record(i))), texts);

        static byte[] Record(int i) => Encoding.UTF8.GetBytes($"r{i}".PadRight(1000));
    }

    // Its room is not used again as long as somebody reads there, and the end of the reading is told.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAppendThatWaitsForAReader_GoesOnWhenThatOneDoes(bool moves)
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        Fill(log);
        LogReader reader = log.Read();
        Assert.True(reader.TryRead(out LogRecord _));
        log.Truncate(log.Tail);
        Task<LogSequenceNumber> waits = log.AppendAsync(new byte[1000]).AsTask();
        Assert.False(waits.IsCompleted);
        if (moves)
        {
            while (reader.TryRead(out LogRecord _))
            {
            }
        }
        else
        {
            reader.Dispose();
        }

        await Patience.For(waits);
        reader.Dispose();
    }

    [Fact]
    public async Task ACancelledAppend_IsNotInTheLog()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        using var cancellation = new CancellationTokenSource();
        Fill(log);
        Task<LogSequenceNumber> first = log.AppendAsync(new byte[1000], cancellation.Token).AsTask();
        Task<LogSequenceNumber> second = log.AppendAsync("second"u8.ToArray()).AsTask();
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Patience.For(first));
        Assert.False(second.IsCompleted);
        log.Truncate(log.Tail);
        await Patience.For(second);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync("never"u8.ToArray(), cancellation.Token));
        Assert.Equal(["second"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public async Task ASynchronousAppend_IsGivenUpWhileAnotherOneLeads()
    {
        using var watched = new WatchedLog();
        using var cancellation = new CancellationTokenSource();
        using HeldWriteBack held = watched.HoldNext();
        Task<LogSequenceNumber> leader = OnThread.Run(() => watched.Log.Append("leads"u8));
        held.Wait();
        Task<LogSequenceNumber> waits = OnThread.RunUntilItWaits(() => watched.Log.Append("given up"u8, cancellation.Token));
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Patience.For(waits));
        held.Release();
        await Patience.For(leader);
        watched.Log.Append("after"u8);
        Assert.Equal(["leads", "after"], SimulatedLog.Texts(watched.Log));
    }

    [Fact]
    public async Task Dispose_TellsWhoeverWaits()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        Fill(log);
        int records = SimulatedLog.Texts(log).Count;
        Task<LogSequenceNumber>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => log.AppendAsync(new byte[1000]).AsTask())];

        await Patience.For(OnThread.Run(() =>
        {
            log.Dispose();
            return true;
        }));

        foreach (Task<LogSequenceNumber> waits in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Patience.For(waits));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync("late"u8.ToArray()));
        using TransactionalLog reopened = TransactionalLog.Open(simulated.Mapping);
        Assert.Equal(records, SimulatedLog.Texts(reopened).Count);
    }

    [Fact]
    public async Task Dispose_EndsAnAppendUnderWayAndRefusesWhatIsBehindIt()
    {
        using var watched = new WatchedLog();
        using HeldWriteBack held = watched.HoldNext();
        Task<LogSequenceNumber> leader = OnThread.Run(() => watched.Log.Append("leads"u8));
        held.Wait();
        Task<LogSequenceNumber> behind = OnThread.RunUntilItWaits(() => watched.Log.Append("behind"u8));
        Task<LogSequenceNumber> awaited = watched.Log.AppendAsync("awaited"u8.ToArray()).AsTask();
        Task disposal = OnThread.Run(watched.Log.Dispose);
        Assert.True(Patience.Until(() => watched.Log.Writer.Stopped is not null));
        held.Release();

        await Patience.For(leader);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Patience.For(behind));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Patience.For(awaited));
        await disposal;
        Assert.Equal(["leads"], SimulatedLog.Texts(watched.Reopen()));
    }

    private static void Fill(TransactionalLog log)
    {
        while (log.TryAppend(new byte[1000], out _))
        {
        }

        while (log.TryAppend(default, out _))
        {
        }
    }
}
