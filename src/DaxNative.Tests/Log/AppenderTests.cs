using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The one owner of a log's end: what it commits is there whole, and what it did not commit is not there at all.</summary>
public sealed class AppenderTests
{
    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.Byte, StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Append_IsThereAfterAPowerCut(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        using LogAppender appender = simulated.Log.AcquireAppender();
        Assert.Equal(0, appender.Append("one"u8).Value);
        Assert.True(appender.TryAppend("two"u8, out LogSequenceNumber two));
        Assert.Equal(1 << 16, two.Value);

        Assert.Equal(["one", "two"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Commit_AppendsAllThatWasDeferred(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        using LogAppender appender = simulated.Log.AcquireAppender();
        Assert.Equal([0, 1, 2], [appender.AppendDeferred("one"u8), appender.AppendDeferred(default), appender.AppendDeferred("three"u8)]);
        Assert.Equal(3, appender.DeferredCount);
        Assert.Empty(SimulatedLog.Texts(simulated.Log));

        LogSequenceNumber first = appender.Commit();

        Assert.Equal(0, appender.DeferredCount);
        TransactionalLog log = simulated.CutPower();
        Assert.Equal(["one", "", "three"], SimulatedLog.Texts(log));
        using LogReader reader = log.Read(new LogSequenceNumber(first.Value + 2));
        Assert.True(reader.TryRead(out LogRecord third));
        Assert.Equal("three"u8, third.Payload);
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void ATornCommit_LeavesNothing(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        LogSequenceNumber first;
        using (LogAppender appender = simulated.Log.AcquireAppender())
        {
            appender.Append("before"u8);
            for (int i = 0; i < 10; i++)
            {
                appender.AppendDeferred(new byte[50]);
            }

            first = appender.Commit();
        }

        long end = simulated.Log.Tail.Position;
        simulated.Log.Abandon();
        byte[] whole = simulated.Mapping.AsReadOnlySpan(0, 64 << 10).ToArray();
        for (long position = first.Position; position < end; position += LogLayout.LineSize)
        {
            whole.CopyTo(simulated.Mapping.AsSpan(0, whole.Length));

            // Not acknowledged: so the word that tells of it is not there.
            LogPlace.PublishTail(simulated.Mapping, first.Position);
            simulated.Mapping.AsSpan(LogLayout.RingOffset + position + 3, 1)[0] ^= 0x10;
            TransactionalLog torn = TransactionalLog.Open(simulated.Mapping);
            Assert.Equal(["before"], SimulatedLog.Texts(torn));
            torn.Abandon();
        }
    }

    [Fact]
    public void WhatWasNotCommitted_IsNowhere()
    {
        using var simulated = new SimulatedLog();
        LogAppender appender = simulated.Log.AcquireAppender();
        appender.AppendDeferred("rolled back"u8);
        appender.GetSpan(10)[0] = 1;
        appender.Advance(1);
        appender.Rollback();
        Assert.Equal(0, appender.DeferredCount);
        appender.Append("kept"u8);
        appender.AppendDeferred("disposed"u8);
        appender.Dispose();
        appender.Dispose();
        Assert.Throws<InvalidOperationException>(FailBeforeCommit);
        simulated.Log.Append("after"u8);

        Assert.Equal(["kept", "after"], SimulatedLog.Texts(simulated.CutPower()));

        void FailBeforeCommit()
        {
            using LogAppender failing = simulated.Log.AcquireAppender();
            failing.AppendDeferred("half of it"u8);
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public void WhatIsPending_IsCommittedOrRolledBackBeforeAnythingElse()
    {
        using var simulated = new SimulatedLog();
        using LogAppender appender = simulated.Log.AcquireAppender();
        Assert.Throws<InvalidOperationException>(() => appender.Commit());

        appender.AppendDeferred("deferred"u8);
        Assert.Throws<InvalidOperationException>(() => appender.Append("x"u8));
        Assert.Throws<InvalidOperationException>(() => appender.TryAppend("x"u8, out _));
        Assert.Throws<InvalidOperationException>(() => appender.TruncateEnd(simulated.Log.Head));

        appender.GetSpan(4)[0] = (byte)'w';
        appender.Advance(1);
        Assert.Throws<InvalidOperationException>(() => appender.AppendDeferred("x"u8));
        Assert.Throws<InvalidOperationException>(() => appender.Commit());
        Assert.Equal(1, appender.EndRecord());
        appender.Commit();

        Assert.Equal(["deferred", "w"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public void ACommitWithoutRoom_CanBeCommittedOnceThereIsSome()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        using LogAppender appender = log.AcquireAppender();
        while (appender.TryAppend(new byte[1000], out _))
        {
        }

        Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => appender.Append(new byte[1000])).Error);
        appender.AppendDeferred("one"u8);
        appender.AppendDeferred(new byte[5000]);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => appender.Commit()).Error);
        }

        appender.AppendDeferred("three"u8);
        log.Truncate(log.Tail);
        appender.Commit();

        Assert.Equal(["one", new string('\0', 5000), "three"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public void ADisposedAppender_RefusesEverything()
    {
        using var simulated = new SimulatedLog();
        LogAppender appender = simulated.Log.AcquireAppender();
        appender.Dispose();
        Action[] uses =
        [
            () => appender.Append("x"u8), () => appender.TryAppend("x"u8, out _), () => appender.AppendDeferred("x"u8), () => appender.GetMemory(),
            () => appender.GetSpan(), () => appender.Advance(0), () => appender.EndRecord(), () => appender.Commit(), appender.Rollback,
            () => appender.TruncateEnd(simulated.Log.Head),
        ];
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));

        // Not even one whose log has another one by now.
        using LogAppender next = simulated.Log.AcquireAppender();
        next.AppendDeferred("next"u8);
        appender.Dispose();
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
        Assert.Equal(1, next.DeferredCount);
    }

    [Fact]
    public async Task TwoThreadsInOneAppender_AreRefusedWhereThatIsSeen()
    {
        using var watched = new WatchedLog();
        using LogAppender appender = watched.Log.AcquireAppender();
        using HeldWriteBack held = watched.HoldNext();
        Task first = OnThread.Run(() => appender.Append("first"u8));
        held.Wait();

        Assert.Throws<InvalidOperationException>(() => appender.Append("second"u8));
        Assert.Throws<InvalidOperationException>(() => appender.AppendDeferred("second"u8));
        Assert.Throws<InvalidOperationException>(() => appender.Commit());
        held.Release();

        await first;
        appender.Append("third"u8);
        Assert.Equal(["first", "third"], SimulatedLog.Texts(watched.Log));
    }
}
