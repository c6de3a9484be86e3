using DaxNative.Log;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A write-back that fails: nobody whose record rests on it is told that it is durable, then or later.</summary>
public sealed class FaultedLogTests
{
    private static readonly Dictionary<string, Action<TransactionalLog>> s_changes = new()
    {
        ["Append"] = log => log.Append("lost"u8),
        ["a long Append"] = log => log.Append(new byte[100_000]),
        ["TryAppend"] = log => log.TryAppend("lost"u8, out _),
        ["AppendAsync"] = log => log.AppendAsync("lost"u8.ToArray()).AsTask().GetAwaiter().GetResult(),
        ["appender"] = log => WithAppender(log, appender => appender.Append("lost"u8)),
        ["long by an appender"] = log => WithAppender(log, appender => appender.Append(new byte[100_000])),
        ["Commit"] = log => WithAppender(log, appender =>
        {
            appender.AppendDeferred("lost"u8);
            appender.AppendDeferred("lost too"u8);
            appender.Commit();
        }),
        ["SetCheckpoint"] = log => log.SetCheckpoint("lost"u8),
        ["Truncate"] = log => log.Truncate(log.Tail),
        ["TruncateEnd"] = log => log.TruncateEnd(log.Head),
    };

    public static TheoryData<string> Changes => [.. s_changes.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void AFailure_IsToldAndEndsTheLogUntilItIsReopened(string change)
    {
        using var watched = new WatchedLog(1 << 20);
        watched.Log.Append("before"u8);
        watched.Log.SetCheckpoint("mark"u8);
        LogSequenceNumber tail = watched.Log.Tail;
        watched.FailOnce();

        LogException failure = Assert.Throws<LogException>(() => s_changes[change](watched.Log));

        Assert.Equal(LogError.Faulted, failure.Error);
        Assert.IsType<DaxException>(failure.InnerException);

        // It is not well again because the next one would succeed: nobody knows what the first one left.
        foreach (Action<TransactionalLog> next in s_changes.Values)
        {
            Assert.Equal(LogError.Faulted, Assert.Throws<LogException>(() => next(watched.Log)).Error);
        }

        Assert.Equal(tail, watched.Log.Tail);
        Assert.Equal(["before"], SimulatedLog.Texts(watched.Log));
        TransactionalLog reopened = watched.Reopen();
        Assert.False(reopened.Recovery.WasClean);
        Assert.True(reopened.Append("after"u8) >= tail);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void ALogThatFailedAndWasDisposed_IsDisposed(string change)
    {
        using var watched = new WatchedLog(1 << 20);
        watched.FailOnce();
        Assert.Throws<LogException>(() => watched.Log.Append("lost"u8));
        watched.Log.Dispose();

        Assert.Throws<ObjectDisposedException>(() => s_changes[change](watched.Log));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ALogThatCannotBeClosed_TellsItsLoggerAndWhoeverCanCatchIt(bool throws)
    {
        using var events = new RecordedEvents();
        using var watched = new WatchedLog();
        watched.Log.Dispose();
        TransactionalLog log = TransactionalLog.Open(watched.Mapping, new LogOptions { Logger = events.CreateLogger("DaxNative"), ThrowsWhenNotClosed = throws });
        log.Append("before"u8);
        watched.FailOnce();

        Exception? failure = Record.Exception(log.Dispose);

        Assert.Equal(throws ? LogError.Faulted : null, (failure as LogException)?.Error);
        Assert.Contains("could not be closed", Assert.Single(events.Of(LogLevel.Error)), StringComparison.Ordinal);
        Assert.DoesNotContain(events.Of(LogLevel.Information), message => message.Contains("is closed", StringComparison.Ordinal));
        log.Dispose();
        using TransactionalLog reopened = TransactionalLog.Open(watched.Mapping);
        Assert.Equal(["before"], SimulatedLog.Texts(reopened));
    }

    [Fact]
    public void WhatIsReadAfterReopening_IsOnTheDisk()
    {
        using var cache = new PageCacheDisk(64 << 10);
        TransactionalLog log = TransactionalLog.Create(cache.Mapping);
        log.Append(new byte[8000]);
        byte[] failed = new byte[12_000];
        Random.Shared.NextBytes(failed);
        cache.FailsNext = true;
        Assert.Throws<LogException>(() => log.Append(failed));
        log.Dispose();

        TransactionalLog reopened = TransactionalLog.Open(cache.Mapping);
        List<byte[]> read = SimulatedLog.Records(reopened);
        using PersistentMapping cut = cache.AfterPowerCut();
        Assert.Equal(read, SimulatedLog.Records(TransactionalLog.Open(cut)));

        // And whatever rests on it.
        reopened.Append("acknowledged"u8);
        using PersistentMapping again = cache.AfterPowerCut();
        Assert.Equal([.. read, "acknowledged"u8.ToArray()], SimulatedLog.Records(TransactionalLog.Open(again)));
    }

    [Fact]
    public void AStateThatIsReadAfterReopening_IsOnTheDisk()
    {
        using var cache = new PageCacheDisk(64 << 10);
        TransactionalLog log = TransactionalLog.Create(cache.Mapping);
        log.SetCheckpoint("old"u8);
        cache.FailsNext = true;
        Assert.Throws<LogException>(() => log.SetCheckpoint("failed"u8));
        log.Dispose();

        byte[] read = TransactionalLog.Open(cache.Mapping).GetCheckpoint();

        using PersistentMapping cut = cache.AfterPowerCut();
        Assert.Equal(read, TransactionalLog.Open(cut).GetCheckpoint());
    }

    [Fact]
    public async Task EverybodyOfAFailedCommit_IsTold()
    {
        using var watched = new WatchedLog();
        watched.Log.Append("before"u8);
        using HeldWriteBack held = watched.HoldNext();
        Task leader = OnThread.Run(() => watched.Log.Append("leads"u8));
        held.Wait();
        Task[] others = [.. Enumerable.Range(0, 4).Select(i => OnThread.RunUntilItWaits(() => watched.Log.Append([(byte)i])))];
        Task awaited = watched.Log.AppendAsync(new byte[10]).AsTask();
        watched.FailOnce();
        held.Release();

        await leader;
        foreach (Task other in others.Append(awaited))
        {
            LogException failure = await Assert.ThrowsAsync<LogException>(() => Patience.For(WithResult(other)));
            Assert.Equal(LogError.Faulted, failure.Error);
        }

        Assert.Equal(["before", "leads"], SimulatedLog.Texts(watched.Log));
        watched.Reopen().Append("after"u8);
    }

    // What is queued may be more than one commit. The second one would succeed.
    [Fact]
    public async Task WhatIsCommittedBehindAFailedCommit_FailsToo()
    {
        using var watched = new WatchedLog(1 << 20);
        using HeldWriteBack held = watched.HoldNext();
        Task leader = OnThread.Run(() => watched.Log.Append("leads"u8));
        held.Wait();
        int[] lengths = [40_000, 40_000, 100_000, 10, 40_000, 100_000];
        Task<LogSequenceNumber>[] queued = [.. lengths.Select(length => watched.Log.AppendAsync(new byte[length]).AsTask())];
        watched.FailOnce();
        held.Release();

        await leader;
        foreach (Task<LogSequenceNumber> other in queued)
        {
            LogException failure = await Assert.ThrowsAsync<LogException>(() => Patience.For(other));
            Assert.Equal(LogError.Faulted, failure.Error);
        }

        Assert.Equal(["leads"], SimulatedLog.Texts(watched.Log));
    }

    private static async Task<bool> WithResult(Task task)
    {
        await task;
        return true;
    }

    private static void WithAppender(TransactionalLog log, Action<LogAppender> work)
    {
        using LogAppender appender = log.AcquireAppender();
        work(appender);
    }
}
