using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Who leads, who is woken, and who is told: every order that would leave somebody waiting.</summary>
public sealed class AppendQueueTests : IDisposable
{
    private readonly WatchedLog _watched = new();

    // A leader stops after some commits for others, and wakes the one that was queued last. That one may have given up.
    [Fact]
    public async Task ALeaderThatStops_WakesOneThatStillWaits()
    {
        Task<LogSequenceNumber>? sleeper = null;
        Task<LogSequenceNumber>? withdrawn = null;
        int commits = 0;
        using var cancellation = new CancellationTokenSource();
        var awaited = new List<Task<LogSequenceNumber>>();
        int rounds = 0;
        _watched.OnFlush = () =>
        {
            // Whichever commit is the leader's last one.
            if (Interlocked.Increment(ref commits) < 17)
            {
                awaited.Add(_watched.Log.AppendAsync(new byte[1]).AsTask());
                return;
            }

            _watched.OnFlush = null;
            rounds = commits;
            sleeper = OnThread.RunUntilItWaits(() => _watched.Log.Append("sleeps"u8));
            withdrawn = OnThread.RunUntilItWaits(() => _watched.Log.Append("gives up"u8, cancellation.Token));
            cancellation.Cancel();
            Patience.Until(() => withdrawn.IsCompleted);
        };

        await Patience.For(OnThread.Run(() => _watched.Log.Append("leads"u8)));

        Assert.Equal(17, rounds);
        await Assert.ThrowsAsync<OperationCanceledException>(() => withdrawn!);
        await Patience.For(sleeper!);
        Assert.Equal(18, SimulatedLog.Texts(_watched.Log).Count);
    }

    // The leader has the record in hand, finds no room, and puts it back: in between nobody can take it away.
    [Fact]
    public async Task ACancellationWhileALeaderLooksForRoom_IsNotLost()
    {
        _watched.Log.Append(new byte[20_000]);
        _watched.Log.Append(new byte[20_000]);
        using HeldWriteBack held = _watched.HoldNext();
        Task leader = OnThread.Run(() => _watched.Log.Append("leads"u8));
        held.Wait();
        using var cancellation = new CancellationTokenSource();
        Task<LogSequenceNumber> first = _watched.Log.AppendAsync("first"u8.ToArray()).AsTask();
        Task<LogSequenceNumber> tooLong = _watched.Log.AppendAsync(new byte[25_000], cancellation.Token).AsTask();
        _watched.OnFlush = () =>
        {
            _watched.OnFlush = null;
            cancellation.Cancel();
        };
        held.Release();

        await leader;
        await Patience.For(first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Patience.For(tooLong));
    }

    // While the end of the log is being lent, others go on handing over records; they must not sleep until it is given back.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoeverHandsOverWhileTheEndIsLent_IsRefusedAtOnce(bool isAwaited)
    {
        _watched.OnFlush = OnThread.Linger;
        bool ends = false;
        int appends = 0;
        int refused = 0;
        Task[] writers = [.. Enumerable.Range(0, 6).Select(_ => OnThread.Run(() =>
        {
            while (!Volatile.Read(ref ends))
            {
                try
                {
                    if (isAwaited)
                    {
                        _watched.Log.AppendAsync(new byte[1]).AsTask().GetAwaiter().GetResult();
                    }
                    else
                    {
                        _watched.Log.Append("x"u8);
                    }
                }
                catch (LogException inUse) when (inUse.Error == LogError.AppenderInUse)
                {
                    Interlocked.Increment(ref refused);
                    OnThread.Linger();
                }

                Interlocked.Increment(ref appends);
            }
        }))];
        for (int i = 0; i < 40; i++)
        {
            using LogAppender appender = await Patience.For(OnThread.Run(() => _watched.Log.AcquireAppender()));
            int before = Volatile.Read(ref appends);
            Assert.True(Patience.Until(() => Volatile.Read(ref appends) > before + writers.Length), "Somebody sleeps while the end of the log is lent.");
            int later = Volatile.Read(ref refused);
            Assert.True(Patience.Until(() => Volatile.Read(ref refused) >= later + (2 * writers.Length)));
            _watched.Log.Truncate(_watched.Log.Tail);
            ends = i == 39;
            Assert.True(!ends || Patience.Until(() => writers.All(writer => writer.IsCompleted)), "Somebody sleeps while the end of the log is lent.");
        }

        await Task.WhenAll(writers);
    }

    // Room that is made while a leader looks for it must be seen by one of the two.
    [Fact]
    public async Task RoomThatIsMadeMeanwhile_IsNotMissed()
    {
        for (int i = 0; i < 1000; i++)
        {
            LogSequenceNumber last = default;
            while (_watched.Log.TryAppend(new byte[20_000], out LogSequenceNumber number))
            {
                last = number;
            }

            using var start = new Barrier(2);
            Task truncation = Task.Run(() =>
            {
                start.SignalAndWait();
                Thread.SpinWait(i % 50);
                _watched.Log.Truncate(last);
            });
            Task<LogSequenceNumber> append = Task.Run(() =>
            {
                start.SignalAndWait();
                return _watched.Log.AppendAsync(new byte[20_000]).AsTask();
            });
            await truncation;
            Assert.True(await Patience.For(append) > last);
            _watched.Log.Truncate(_watched.Log.Tail);
        }
    }

    [Fact]
    public void WhatWasRefusedForAnAppender_LeavesTheQueueQuiet()
    {
        _watched.Log.Append(new byte[28_000]);
        _watched.Log.Append(new byte[28_000]);
        Task<LogSequenceNumber> waits = _watched.Log.AppendAsync(new byte[20_000]).AsTask();
        using (LogAppender appender = _watched.Log.AcquireAppender())
        {
            Assert.True(Patience.Until(() => waits.IsCompleted));
            Assert.Equal(LogError.AppenderInUse, Assert.IsType<LogException>(waits.Exception?.InnerException).Error);
            _watched.Log.Truncate(_watched.Log.Tail);
            appender.Append("one"u8);
        }

        _watched.Log.Append("two"u8);
        Assert.Equal(["one", "two"], SimulatedLog.Texts(_watched.Log));
    }

    public void Dispose() => _watched.Dispose();
}
