using System.Collections.Concurrent;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Many threads at once, with readers, truncations and cuts beside them: nothing acknowledged is lost or changed.</summary>
public sealed class SharedAppendStressTests
{
    private const int Threads = 5;
    private const int Records = 400;

    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public async Task RecordsOfMixedLengths_AreReadOnceAndInEachThreadsOrderBesideTruncations(StoreGranularity granularity)
    {
        using TempPath temp = TempPath.InMemory();
        using TransactionalLog log = TransactionalLog.Create(temp.Path, new LogOptions { Length = 512 << 10, AllowVolatile = true, RequiredGranularity = granularity });
        var acknowledged = new ConcurrentDictionary<long, (int Thread, int Index)>();
        var seen = new Dictionary<long, (int Thread, int Index)>();
        Task reading = Follow();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => Write(thread))));
        await Patience.For(Ended(reading));

        Assert.Equal(acknowledged.Count, seen.Count);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, seen[pair.Key]));
        for (int thread = 0; thread < Threads; thread++)
        {
            Assert.Equal(Enumerable.Range(0, Records), seen.OrderBy(pair => pair.Key).Where(pair => pair.Value.Thread == thread).Select(pair => pair.Value.Index));
        }

        async Task Write(int thread)
        {
            for (int i = 0; i < Records; i++)
            {
                byte[] payload = Payload(thread, i);
                LogSequenceNumber number;
                if (i % 3 == 0 || !log.TryAppend(payload, out number))
                {
                    number = await log.AppendAsync(payload);
                }

                Assert.True(acknowledged.TryAdd(number.Value, (thread, i)));
            }
        }

        async Task Follow()
        {
            await foreach (LogEntry entry in log.FollowAsync(log.Head))
            {
                ReadOnlySpan<byte> payload = entry.Payload.Span;
                (int thread, int index) = (payload[0], BitConverter.ToInt32(payload[1..]));
                Assert.True(payload.SequenceEqual(Payload(thread, index)));
                seen.Add(entry.SequenceNumber.Value, (thread, index));
                if (seen.Count % 16 == 0)
                {
                    log.Truncate(new LogSequenceNumber(entry.SequenceNumber.Value));
                }

                if (seen.Count == Threads * Records)
                {
                    return;
                }
            }
        }
    }

    [Theory]
    [InlineData(StoreGranularity.CacheLine)]
    [InlineData(StoreGranularity.Page)]
    public async Task Everything_AtOnce_LeavesALogThatOpens(StoreGranularity granularity)
    {
        using TempPath temp = TempPath.InMemory();
        var options = new LogOptions { Length = 512 << 10, AllowVolatile = true, RequiredGranularity = granularity };
        TransactionalLog log = TransactionalLog.Create(temp.Path, options);
        Action<int>[] works =
        [
            i => log.TryAppend(Payload(0, i), out _),
            i => log.TryAppend(Payload(1, i), out _),
            i => log.SetCheckpoint(BitConverter.GetBytes(i)),
            _ => log.Truncate(log.Tail),
            _ => log.TruncateEnd(log.Tail),
            _ => log.TruncateEnd(log.Head),
            _ =>
            {
                using LogReader reader = log.Read();
                while (reader.TryRead(out LogRecord record))
                {
                    Assert.True(record.Payload.SequenceEqual(Payload(record.Payload[0], BitConverter.ToInt32(record.Payload[1..]))));
                }
            },
            i =>
            {
                using LogAppender appender = log.AcquireAppender();
                appender.AppendDeferred(Payload(2, i));
                appender.AppendDeferred(Payload(3, i));
                appender.Commit();
            },
        ];
        Task[] tasks = [.. works.Select(work => OnThread.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                try
                {
                    work(i);
                }
                catch (LogException expected) when (expected.Error is LogError.Full or LogError.AppenderInUse or LogError.Cut or LogError.Truncated)
                {
                }
            }
        }))];
        foreach (Task task in tasks)
        {
            await Patience.For(Ended(task));
        }

        List<byte[]> before = SimulatedLog.Records(log);
        log.Dispose();
        using TransactionalLog reopened = TransactionalLog.Open(temp.Path, options);
        Assert.Equal(before, SimulatedLog.Records(reopened));
    }

    private static async Task<bool> Ended(Task task)
    {
        await task;
        return true;
    }

    private static byte[] Payload(int thread, int index)
    {
        byte[] payload = new byte[5 + (index % 37 == 0 ? 70_000 : index * 13 % 2000)];
        payload.AsSpan().Fill((byte)(thread + index));
        payload[0] = (byte)thread;
        BitConverter.TryWriteBytes(payload.AsSpan(1), index);
        return payload;
    }
}
