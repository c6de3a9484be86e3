using System.Collections.Concurrent;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public class LogCursorTests
{
    private const int UntilItIsOwned = 2000;

    [Fact]
    public void APosition_IsGivenToOneThreadOnlyThoughOwnersChange()
    {
        var cursor = new LogCursor(0);
        var taken = new ConcurrentBag<long>();
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (int turn = 0; turn < 40; turn++)
            {
                for (int i = 0; i < UntilItIsOwned; i++)
                {
                    taken.Add(Advance(cursor));
                }

                Thread.Yield();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Enumerable.Range(0, 3 * 40 * UntilItIsOwned).Select(i => (long)i), taken.Order());
    }

    [Fact]
    public async Task End_GivesWhatTheOwnerReached_AndTurnsItAway()
    {
        var cursor = new LogCursor(0);
        OwnIt(cursor);

        Assert.Equal(UntilItIsOwned, await Task.Run(cursor.End));
        Assert.Equal(LogCursor.Ended, cursor.Begin(out _));
    }

    [Fact]
    public async Task Leave_LetsAnotherThreadGoOn()
    {
        var cursor = new LogCursor(0);
        OwnIt(cursor);

        cursor.Begin(out LogCursor.Ownership? owned);
        Assert.NotNull(owned);
        LogCursor.Leave(owned);
        Assert.Equal(UntilItIsOwned, await Task.Run(() => Advance(cursor)));
    }

    // A thread that was away while others came and went must not tell anybody that the owner of now is done.
    [Fact]
    public async Task AnOwnerOfBefore_SaysNothingForTheOwnerOfNow()
    {
        var cursor = new LogCursor(0);
        OwnIt(cursor);
        cursor.Begin(out LogCursor.Ownership? before);
        LogCursor.Leave(before);
        using var announced = new ManualResetEventSlim();
        using var advance = new ManualResetEventSlim();
        Task now = Task.Factory.StartNew(
            () =>
            {
                OwnIt(cursor);
                long from = cursor.Begin(out LogCursor.Ownership? owned);
                announced.Set();
                advance.Wait();
                Assert.True(cursor.TryAdvance(from, from + 1, owned));
            },
            TaskCreationOptions.LongRunning);
        announced.Wait();
        before!.IsBusy = true;
        LogCursor.Leave(before);
        Task<long> third = Task.Factory.StartNew(() => Advance(cursor), TaskCreationOptions.LongRunning);
        await Task.WhenAny(third, Task.Delay(200));
        Assert.False(third.IsCompleted);
        advance.Set();
        await now;
        Assert.Equal((2 * UntilItIsOwned) + 1, await third);
    }

    private static void OwnIt(LogCursor cursor)
    {
        for (int i = 0; i < UntilItIsOwned; i++)
        {
            Advance(cursor);
        }
    }

    private static long Advance(LogCursor cursor)
    {
        while (true)
        {
            long from = cursor.Begin(out LogCursor.Ownership? owned);
            if (cursor.TryAdvance(from, from + 1, owned))
            {
                return from;
            }
        }
    }
}
