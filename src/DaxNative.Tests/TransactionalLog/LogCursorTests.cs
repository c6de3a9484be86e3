using System.Collections.Concurrent;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public partial class LogCursorTests
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

        Assert.Equal(UntilItIsOwned, await OnAThreadOfItsOwn(cursor.End));
        Assert.Equal(LogCursor.Ended, cursor.Begin(StackPage.Current, out _));
    }

    [Fact]
    public async Task AnotherThread_GoesOnWhereTheOwnerStands()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);
        Assert.True(cursor.TryAdvance(owner, UntilItIsOwned + 7));

        Assert.Equal(UntilItIsOwned + 7, await OnAThreadOfItsOwn(() => Advance(cursor)));
        Assert.Null(cursor.OwnerOn(owner.Page));
    }

    // It was too late with its look at what it owns, not with its advance.
    [Fact]
    public async Task AnAdvanceBeforeTheOwnershipEnded_Stands()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);
        owner.Position = UntilItIsOwned + 7;
        await OnAThreadOfItsOwn(() => Advance(cursor));

        Assert.True(cursor.Took(owner, UntilItIsOwned + 7));
    }

    [Fact]
    public async Task AnAdvanceAfterTheOwnershipEnded_TookNothing()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);
        Assert.Equal(UntilItIsOwned, await OnAThreadOfItsOwn(() => Advance(cursor)));

        Assert.False(cursor.TryAdvance(owner, UntilItIsOwned + 1));
        Assert.False(cursor.Took(owner, UntilItIsOwned + 1));
        Assert.Equal(UntilItIsOwned + 1, Advance(cursor));
    }

    // A thread that was away while others came and went must not be taken for the owner of now.
    [Fact]
    public async Task AnOwnerOfBefore_TakesNothingFromTheOwnerOfNow()
    {
        var cursor = new LogCursor(0);
        CursorOwner before = OwnIt(cursor);
        await OnAThreadOfItsOwn(() => OwnIt(cursor).Position);

        Assert.False(cursor.TryAdvance(before, UntilItIsOwned + 1));
        Assert.False(cursor.Took(before, UntilItIsOwned + 1));
        Assert.Equal(2 * UntilItIsOwned, Advance(cursor));
    }

    [Fact]
    public async Task APageOfStack_NamesItsOwnersThreadOnly()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);

        Assert.Same(owner, cursor.OwnerOn(owner.Page));
        Assert.Null(cursor.OwnerOn(owner.Page + 1));
        Assert.True(await OnAThreadOfItsOwn(() => cursor.OwnerOn(StackPage.Current) is null));
    }

    // Called from deeper down, the thread is the same: it keeps what it owns, and is found there from then on.
    [Fact]
    public void AThread_OwnsOnEveryPageOfItsStack()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);

        Assert.Equal(UntilItIsOwned, cursor.Begin(owner.Page + 5, out CursorOwner? found));
        Assert.Same(owner, found);
        Assert.Same(owner, cursor.OwnerOn(owner.Page));
    }

    // Half of what each is given it gives back, if it may: what is kept never overlaps, and nothing lies between.
    [Fact]
    public async Task WhatIsGivenBack_IsGivenToOneThreadOnlyThoughOwnersChange()
    {
        const int Long = 2_000;
        var cursor = new LogCursor(0);
        var stop = new ManualResetEventSlim();
        Task<List<(long From, long To)>> owner = OnAThreadOfItsOwn(() =>
        {
            var pieces = new List<(long, long)>();
            while (!stop.IsSet)
            {
                pieces.Add(TakeAndGiveBack(cursor));
            }

            return pieces;
        });
        List<(long From, long To)> others = await OnAThreadOfItsOwn(() =>
        {
            var pieces = new List<(long, long)>();
            for (int i = 0; i < 20_000; i++)
            {
                pieces.Add(TakeAndGiveBack(cursor));
                Thread.SpinWait(Long);
            }

            return pieces;
        });
        stop.Set();
        (long From, long To)[] all = [.. others, .. await owner];
        Array.Sort(all);
        long end = 0;
        Assert.All(all, piece => Assert.Equal(Interlocked.Exchange(ref end, piece.To), piece.From));
        Assert.Equal(end, cursor.End());
    }

    private static (long From, long To) TakeAndGiveBack(LogCursor cursor)
    {
        nint page = StackPage.Current;
        while (true)
        {
            long from = cursor.Begin(page, out CursorOwner? owner);
            if (cursor.TryAdvance(owner, from, from + 2, page))
            {
                return (from, cursor.TryRetreat(from + 2, from + 1, page) ? from + 1 : from + 2);
            }
        }
    }

    private static Task<T> OnAThreadOfItsOwn<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static CursorOwner OwnIt(LogCursor cursor)
    {
        for (int i = 0; i < UntilItIsOwned; i++)
        {
            Advance(cursor);
        }

        cursor.Begin(StackPage.Current, out CursorOwner? owner);
        Assert.NotNull(owner);
        return owner;
    }

    private static long Advance(LogCursor cursor)
    {
        nint page = StackPage.Current;
        while (true)
        {
            long from = cursor.Begin(page, out CursorOwner? owner);
            if (cursor.TryAdvance(owner, from, from + 1, page))
            {
                return from;
            }
        }
    }
}
