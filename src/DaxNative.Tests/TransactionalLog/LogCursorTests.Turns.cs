using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

// Threads that own the position one after the other.
public partial class LogCursorTests
{
    [Fact]
    public async Task APosition_IsGivenToOneThreadOnly_ThoughTheyTakeTurns()
    {
        const int Pieces = 30_000;
        var cursor = new LogCursor(0);
        OwnIt(cursor);
        cursor.TakeTurns();
        Task<long[]>[] threads = [.. Enumerable.Range(0, 4).Select(_ => OnAThreadOfItsOwn(() =>
        {
            long[] pieces = new long[Pieces];
            for (int i = 0; i < Pieces; i++)
            {
                pieces[i] = Advance(cursor);
            }

            return pieces;
        }))];
        long[][] taken = await Task.WhenAll(threads);

        Assert.Equal(Enumerable.Range(UntilItIsOwned, 4 * Pieces).Select(i => (long)i), taken.SelectMany(pieces => pieces).Order());
        Assert.All(taken, pieces => Assert.Equal(pieces.Order(), pieces));
    }

    [Fact]
    public async Task AnOwnerThatComesBy_PassesThePositionToWhoWaits()
    {
        var cursor = new LogCursor(0);
        long last = OwnIt(cursor).Position - 1;
        cursor.TakeTurns();
        Task<(long From, bool IsOwner)> other = OnAThreadOfItsOwn(() => (cursor.Begin(StackPage.Current, out CursorOwner? owner), owner is not null));
        while (!other.IsCompleted)
        {
            // Only as the owner: not to wait for a thread that will not come again.
            nint page = StackPage.Current;
            if (cursor.OwnerOn(page) is { } owner)
            {
                last += cursor.TryAdvance(owner, last + 2) || cursor.Took(owner, last + 2) ? 1 : 0;
            }
            else if (cursor.OwnerUnlessAsked is { } still)
            {
                still.Page = page;
            }
        }

        Assert.Equal((last + 1, true), await other);
        Assert.Null(cursor.ThreadsOwner);
    }

    [Fact]
    public async Task AnOwnerThatDoesNotComeBy_LosesThePosition()
    {
        var cursor = new LogCursor(0);
        CursorOwner owner = OwnIt(cursor);
        cursor.TakeTurns();

        Assert.Equal((UntilItIsOwned, true), await OnAThreadOfItsOwn(() => (cursor.Begin(StackPage.Current, out CursorOwner? other), other is not null)));
        Assert.False(cursor.TryAdvance(owner, UntilItIsOwned + 1));
        Assert.False(cursor.Took(owner, UntilItIsOwned + 1));
        Assert.Equal(UntilItIsOwned, Advance(cursor));
    }

    [Fact]
    public async Task AnEnd_EndsTheWaiting()
    {
        var cursor = new LogCursor(0);
        OwnIt(cursor);
        cursor.TakeTurns();
        Task<long>[] others = [.. Enumerable.Range(0, 3).Select(_ => OnAThreadOfItsOwn(() =>
        {
            long from;
            do
            {
                from = cursor.Begin(StackPage.Current, out CursorOwner? _);
            }
            while (from != LogCursor.Ended);

            return from;
        }))];
        cursor.End();

        Assert.All(await Task.WhenAll(others), from => Assert.Equal(LogCursor.Ended, from));
        Assert.False(cursor.HasToWait);
    }
}
