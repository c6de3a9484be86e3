using System.Runtime.CompilerServices;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Who may append while the end of the log is lent, and that it comes back whatever becomes of its owner.</summary>
public sealed class AppenderOwnershipTests
{
    [Fact]
    public void WhileThereIsAnAppender_EverybodyElseIsRefused()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        LogSequenceNumber first = log.Append("first"u8);
        using (LogAppender appender = log.AcquireAppender())
        {
            appender.AppendDeferred("deferred"u8);

            // Also on the owner's own thread: it would wait for itself.
            Refused(() => log.Append("beside"u8));
            Refused(() => log.Append(new byte[100]));
            Refused(() => log.TryAppend("beside"u8, out _));
            Refused(() => log.AppendAsync("beside"u8.ToArray()).AsTask().GetAwaiter().GetResult());
            Refused(() => log.AcquireAppender());
            Refused(() => log.TruncateEnd(first));
            Parallel.For(0, 4, _ => Refused(() => log.Append("beside"u8)));
            appender.Commit();
        }

        log.Append("last"u8);
        Assert.Equal(["first", "deferred", "last"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public void WhatDoesNotNeedTheEnd_GoesOnBesideAnAppender()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        using LogAppender appender = log.AcquireAppender();
        appender.Append("one"u8);
        LogSequenceNumber two = appender.Append("two"u8);
        log.SetCheckpoint("mark"u8);
        log.Truncate(two);
        Assert.Equal(["two"], SimulatedLog.Texts(log));
        appender.Append("three"u8);

        Assert.Equal(["two", "three"], SimulatedLog.Texts(simulated.CutPower()));
        Assert.Equal("mark"u8, simulated.Log.GetCheckpoint());
    }

    [Fact]
    public void AnAppenderThatAnExceptionDropped_ComesBackWithTheCollector()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        Forget(log);
        Refused(() => log.Append("too early"u8));

        Assert.True(Patience.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            try
            {
                log.Append("after"u8);
                return true;
            }
            catch (LogException)
            {
                return false;
            }
        }));

        Assert.Equal(["after"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public async Task Dispose_EndsBesideAForgottenAppender()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        log.Append("kept"u8);
        LogAppender appender = log.AcquireAppender();
        appender.AppendDeferred("forgotten"u8);

        await Patience.For(OnThread.Run(() =>
        {
            log.Dispose();
            return true;
        }));

        Assert.Throws<ObjectDisposedException>(() => appender.Append("late"u8));
        Assert.Throws<ObjectDisposedException>(() => appender.Commit());
        Assert.Throws<ObjectDisposedException>(() => log.Append("late"u8));
        Assert.Throws<ObjectDisposedException>(() => log.AcquireAppender());
        appender.Dispose();
        using TransactionalLog reopened = TransactionalLog.Open(simulated.Mapping);
        Assert.True(reopened.Recovery.WasClean);
        Assert.Equal(["kept"], SimulatedLog.Texts(reopened));
    }

    [Fact]
    public async Task AcquireAppender_GivesUpWhenItIsToldTo()
    {
        using var watched = new WatchedLog();
        using var cancellation = new CancellationTokenSource();
        using HeldWriteBack held = watched.HoldNext();
        Task<LogSequenceNumber> leader = OnThread.Run(() => watched.Log.Append("leads"u8));
        held.Wait();
        Task<LogAppender> waits = OnThread.Run(() => watched.Log.AcquireAppender(cancellation.Token));
        Task<LogSequenceNumber> behind = OnThread.Run(() => watched.Log.Append("behind"u8));
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Patience.For(waits));
        held.Release();
        await Patience.For(leader);
        await Patience.For(behind);
        watched.Log.AcquireAppender().Dispose();
    }

    // Threads that append on and on never leave the end free by themselves.
    [Fact]
    public async Task AcquireAppenderAndTruncateEnd_ComeToTheirTurnBesideManyAppends()
    {
        using var watched = new WatchedLog();
        watched.OnFlush = static () => Thread.Yield();
        bool ends = false;
        Task[] writers = [.. Enumerable.Range(0, 4).Select(_ => OnThread.Run(() =>
        {
            while (!Volatile.Read(ref ends))
            {
                try
                {
                    watched.Log.TryAppend("x"u8, out LogSequenceNumber _);
                }
                catch (LogException inUse) when (inUse.Error == LogError.AppenderInUse)
                {
                }
            }
        }))];
        for (int i = 0; i < 20; i++)
        {
            using (LogAppender appender = await Patience.For(OnThread.Run(() => watched.Log.AcquireAppender())))
            {
                watched.Log.Truncate(watched.Log.Tail);
                appender.Append("mine"u8);
            }

            await Patience.For(OnThread.Run(() =>
            {
                CutWhereThereIsRoom(watched.Log);
                return true;
            }));
        }

        ends = true;
        await Task.WhenAll(writers);
    }

    // The writers fill the log, and the mark of a cut wants room as well.
    private static void CutWhereThereIsRoom(TransactionalLog log)
    {
        while (true)
        {
            try
            {
                log.TruncateEnd(log.Tail);
                return;
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                log.Truncate(log.Tail);
            }
        }
    }

    private static void Refused(Action work) => Assert.Equal(LogError.AppenderInUse, Assert.Throws<LogException>(work).Error);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(TransactionalLog log)
    {
        try
        {
            log.AcquireAppender().AppendDeferred("forgotten"u8);
            throw new InvalidOperationException("The handler fails.");
        }
        catch (InvalidOperationException)
        {
        }
    }
}
