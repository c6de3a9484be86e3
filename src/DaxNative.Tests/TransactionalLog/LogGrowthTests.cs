using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A piece of the ring that grows while other threads look at where it ends.</summary>
public sealed class LogGrowthTests : IDisposable
{
    private const int Line = 64;

    private readonly LogFile _file = new();
    private readonly TransactionalLog _log;
    private readonly LogTail _tail;
    private GrowingPiece _piece;

    public LogGrowthTests()
    {
        _log = _file.Create();
        _tail = new LogTail(new LogMemory(_log.Mapping, 0, LogIdentity.Read(_log.Mapping.AsReadOnlySpan(0, LogIdentity.Size))), 0, 0);
    }

    [Fact]
    public void APiece_Grows_AsLongAsNobodyTookWhatIsBehind()
    {
        BeginAsOwner();
        Assert.True(Grow(2 * Line));
        Assert.True(Grow(3 * Line));
        Assert.Equal(_piece.End, Take().From);
        Assert.True(Grow(3 * Line));
        Assert.False(Grow(_piece.End - _piece.Start + Line));
    }

    // Fewer steps for who is alone; who is not takes no more than is needed.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnlyTheOneWriter_TakesMoreThanItNeeds(bool isOwner)
    {
        BeginAsOwner();
        if (!isOwner)
        {
            _tail.Free(_piece.End);
            Dispossess();
        }

        Assert.True(Grow(2 * Line));
        Assert.Equal(isOwner, _piece.End - _piece.Start > 2 * Line);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatIsNotNeeded_IsGivenBack_AndTakenByTheNext(bool isOwner)
    {
        BeginAsOwner();
        Assert.True(Grow(5 * Line));
        if (!isOwner)
        {
            Dispossess();
        }

        long end = _piece.Start + (2 * Line);
        Assert.True(Shorten(end));
        Assert.Equal(end, _piece.End);
        Assert.Equal(end, OnAnotherThread(Take).From);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatAnotherTookAPieceBehind_IsNotGivenBack(bool isOwner)
    {
        BeginAsOwner();
        Assert.True(Grow(5 * Line));
        long end = _piece.End;
        Assert.Equal(end, isOwner ? Take().From : OnAnotherThread(Take).From);

        Assert.False(Shorten(_piece.Start + (2 * Line)));
        Assert.Equal(end, _piece.End);
        Assert.Equal(end + Line, Take().From);
    }

    [Fact]
    public void AnAdvanceThatCameTooLate_TakesNothing()
    {
        BeginAsOwner();
        Assert.Equal(_piece.End, OnAnotherThread(Take).From);

        Assert.False(Grow(_piece.End - _piece.Start + Line));
        Assert.Equal(_piece.End + Line, Take().From);
    }

    [Fact]
    public void APiece_EndsWithTheRing()
    {
        BeginAsOwner();
        long room = _log.Capacity - (_piece.Start % _log.Capacity);
        Assert.True(Grow(room));
        Assert.Equal(room, _piece.End - _piece.Start);
        Assert.False(Grow(room + Line));
    }

    [Fact]
    public void APiece_EndsWhereTheHeadIs()
    {
        BeginAsOwner();
        Assert.False(Grow(_log.Capacity + (2 * Line)));
        Assert.True(Grow(2 * Line));
    }

    public void Dispose()
    {
        _log.Dispose();
        _file.Dispose();
    }

    private Reservation Take() => _tail.Reserve(Line, StackPage.Current);

    private bool Grow(long length) => _tail.TryGrow(ref _piece, _piece.Start + length, StackPage.Current);

    private bool Shorten(long end)
    {
        _tail.Shorten(ref _piece, end, StackPage.Current);
        return _piece.End == end;
    }

    // Asked for more than there is: nothing is taken but the ownership.
    private void Dispossess() =>
        OnAnotherThread(() => Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => _tail.Reserve(1 << 20, StackPage.Current)).Error));

    // Alone for a while, as whoever owns the ring was.
    private void BeginAsOwner()
    {
        Reservation last = default;
        for (int i = 0; i < 1100; i++)
        {
            last = Take();
            _tail.Free(last.From);
        }

        nint page = StackPage.Current;
        Take();
        last = _tail.Reserve(Line, page);
        (_piece.Start, _piece.End) = (last.From, last.End);
        Assert.NotNull(_tail.ThreadsOwner);
    }

    private static void OnAnotherThread(Action work) => OnAnotherThread(() =>
    {
        work();
        return true;
    });

    private static T OnAnotherThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();
}
