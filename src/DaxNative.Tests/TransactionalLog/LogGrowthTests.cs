using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A piece of the ring that grows while other threads look at where it ends.</summary>
public sealed class LogGrowthTests : IDisposable
{
    private const int Line = 64;

    // What fills a piece of one line, header and all.
    private const int Full = Line - 32;

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
    public void APiece_GrowsByWholeLines_AsLongAsNobodyTookWhatIsBehind()
    {
        BeginAsOwner();
        Assert.True(_tail.TryGrow(ref _piece, Full, record: 10));
        Assert.True(_tail.TryGrow(ref _piece, Full + 14, record: 10));
        Assert.Equal(_piece.Start + (2 * Line), Take().From);
        Assert.True(_tail.TryGrow(ref _piece, Full + 28, record: 10));
        Assert.False(_tail.TryGrow(ref _piece, Full + 42, record: 100));
        Assert.False(Else(Full + 42, record: 100));
    }

    // Counted already, and only then looked at: the room is the piece's, and nobody else's.
    [Fact]
    public void AnAdvanceThatWasCounted_IsTheWritersOwn()
    {
        BeginAsOwner();
        CursorOwner owner = _piece.Owner!;
        owner.Position = _piece.Start + (2 * Line);
        Assert.Equal(_piece.Start + (2 * Line), OnAnotherThread(Take).From);
        _piece.IsUndecided = true;

        Assert.True(Else(Full, record: 10));
        Assert.Null(_piece.Owner);
    }

    [Fact]
    public void AnAdvanceThatCameTooLate_IsMadeAgain()
    {
        BeginAsOwner();
        OnAnotherThread(() => Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => _tail.Reserve(1 << 20, StackPage.Current)).Error));

        Assert.False(_tail.TryGrow(ref _piece, Full, record: 10));
        Assert.True(_piece.IsUndecided);
        Assert.True(Else(Full, record: 10));
        Assert.Equal(_piece.Start + (2 * Line), Take().From);
    }

    [Fact]
    public void AnAdvanceThatCameTooLate_BehindAnother_TakesNothing()
    {
        BeginAsOwner();
        Assert.Equal(_piece.Start + Line, OnAnotherThread(Take).From);

        Assert.False(_tail.TryGrow(ref _piece, Full, record: 10));
        Assert.False(Else(Full, record: 10));
        Assert.Equal(_piece.Start + (2 * Line), Take().From);
    }

    [Fact]
    public void APiece_EndsWithTheRing()
    {
        BeginAsOwner();
        long room = _log.Capacity - (_piece.Start % _log.Capacity);
        Assert.True(_tail.TryGrow(ref _piece, Full, (int)room - 32 - Full - 4));
        Assert.False(_tail.TryGrow(ref _piece, room - 32, record: 0));
        Assert.False(Else(room - 32, record: 0));
    }

    [Fact]
    public void APiece_EndsWhereTheHeadIs()
    {
        BeginAsOwner();
        _piece.Most = _piece.Start + Line;
        Assert.False(_tail.TryGrow(ref _piece, Full, record: 10));
        Assert.False(Else(Full, (int)_log.Capacity));
    }

    public void Dispose()
    {
        _log.Dispose();
        _file.Dispose();
    }

    private Reservation Take() => _tail.Reserve(Line, StackPage.Current);

    private bool Else(long length, int record) => _tail.TryGrowElse(ref _piece, length, record, StackPage.Current);

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
        _tail.Begin(ref _piece, last.From, last.End, page);
        Assert.NotNull(_piece.Owner);
    }

    private static void OnAnotherThread(Action work) => OnAnotherThread(() =>
    {
        work();
        return true;
    });

    private static T OnAnotherThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();
}
