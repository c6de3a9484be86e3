using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records that wait for a commit, and what comes between them.</summary>
public sealed partial class LogGroupTests : IDisposable
{
    private readonly LogFile _file = new();
    private readonly TransactionalLog _log;
    private readonly List<(LogSequenceNumber Number, string Text)> _expected = [];

    public LogGroupTests() => _log = _file.Create();

    // Short ones, ones that are not gathered, and more than is gathered at once.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RecordsOfAnyLength_HaveTheNumbersThatTheyWereGiven_AlsoForWhoOpensTheLog(bool isAlone)
    {
        Warm(isAlone);
        LogGroup group = _log.BeginGroup();
        foreach (int length in (int[])[0, 5, 64, 1024, 1025, 3000, 1, 28, 24, .. Enumerable.Repeat(1000, 30), 0, 0])
        {
            Append(ref group, length);
        }

        Assert.Empty(LogFile.Contents(_log));
        group.Commit();
        Assert.Equal(_expected, LogFile.Contents(_log));
        using LogFile crashed = LogFile.Crash(_log);
        using TransactionalLog reopened = crashed.Open();
        Assert.Equal(_expected, LogFile.Contents(reopened));
    }

    [Fact]
    public void RecordsOfNoLength_AreGatheredInAnyNumber()
    {
        LogGroup group = _log.BeginGroup();
        for (int i = 0; i < 9000; i++)
        {
            Append(ref group, 0);
        }

        group.Commit();
        Assert.Equal(_expected, LogFile.Contents(_log));
    }

    // Around the ring many times, so that groups come to lie before its end in every way.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Groups_GoAroundTheRing(bool isAlone)
    {
        Warm(isAlone);
        for (int i = 0; i < 500; i++)
        {
            using (LogGroup group = _log.BeginGroup())
            {
                for (int j = 0; j <= i % 40; j++)
                {
                    _expected.Add((group.AppendDeferred(Bytes(((i * 7) + (j * 13)) % 260)), Text(((i * 7) + (j * 13)) % 260)));
                }
            }

            Assert.Equal(_expected, LogFile.Contents(_log));
            _log.Truncate(_log.Tail);
            _expected.Clear();
        }
    }

    // Each goes on behind the other.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TwoGroupsOfOneThread_TakeTurns(bool isAlone)
    {
        Warm(isAlone);
        LogGroup one = _log.BeginGroup();
        LogGroup two = _log.BeginGroup();
        for (int i = 0; i < 3; i++)
        {
            Append(ref one, 60 + i);
            Append(ref one, 70 + i);
            if (i > 0)
            {
                two.Commit();
            }

            Append(ref two, 80 + i);
            Append(ref two, 90 + i);
            one.Commit();
        }

        two.Commit();
        Assert.Equal(_expected, LogFile.Contents(_log));
    }

    // One that only looks takes the ownership away; the group's thread finds that out at its next record.
    [Fact]
    public void OwnershipThatWasTakenAway_LeavesTheGroupWhole()
    {
        Warm(isAlone: true);
        TakeHalf();
        LogGroup group = _log.BeginGroup();
        Append(ref group, 100);
        Append(ref group, 100);
        Start(AppendTooMuch).Join();
        Append(ref group, 100);
        Append(ref group, 7);
        group.Commit();
        Assert.Equal(_expected, LogFile.Contents(_log));
        _log.Append(Bytes(1));
        Assert.Equal(_expected.Count + 1, LogFile.Contents(_log).Count);
    }

    // Whoever owns the ring for a while after another, and again: the group's count is its own.
    [Fact]
    public void AGroupThatAnOwnerLeftOpen_IsToldAtTheClosing_ThoughAnotherOwnsTheRing()
    {
        Warm(isAlone: true);
        using (LogGroup before = _log.BeginGroup())
        {
            before.AppendDeferred(Bytes(1));
        }

        TakeHalf();
        LogGroup open = _log.BeginGroup();
        open.AppendDeferred(Bytes(2));
        Start(AppendTooMuch).Join();
        _log.Dispose();
        Assert.True(IsFaulted(ref open));
        using TransactionalLog reopened = _file.Open();
        Assert.False(reopened.Recovery.WasClean);
    }

    [Fact]
    public void AfterManyGroupsOfOwners_TheClosingIsClean()
    {
        for (int i = 0; i < 3; i++)
        {
            Start(() =>
            {
                Warm(isAlone: true);
                for (int j = 0; j < 3; j++)
                {
                    using LogGroup group = _log.BeginGroup();
                    group.AppendDeferred(Bytes(5));
                }
            }).Join();
        }

        _log.Dispose();
        using TransactionalLog reopened = _file.Open();
        Assert.True(reopened.Recovery.WasClean);
    }

    [Fact]
    public void AFullLog_LeavesWhatIsThereToCommit()
    {
        LogGroup group = _log.BeginGroup();
        LogError? refusal = null;
        while (refusal is null)
        {
            try
            {
                Append(ref group, 700);
            }
            catch (LogException full)
            {
                refusal = full.Error;
            }
        }

        Assert.Equal(LogError.Full, refusal);
        group.Commit();
        Assert.Equal(_expected, LogFile.Contents(_log));
        Assert.True(_expected.Count > 80);
    }

    public void Dispose()
    {
        _log.Dispose();
        _file.Dispose();
    }

    private static string Text(int length) => new((char)('a' + (length % 26)), length);

    private static byte[] Bytes(int length) => Encoding.UTF8.GetBytes(Text(length));

    private static Thread Start(Action work)
    {
        var thread = new Thread(() => work());
        thread.Start();
        return thread;
    }

    // Once with a bad outcome is enough.
    private static bool IsFaulted(ref LogGroup group)
    {
        try
        {
            group.Commit();
            return false;
        }
        catch (LogException)
        {
            return true;
        }
    }

    private void Append(ref LogGroup group, int length) => _expected.Add((group.AppendDeferred(Bytes(length)), Text(length)));

    // As a writer that is refused: it looks how far the ring is taken.
    private void AppendTooMuch() => Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => _log.Append(new byte[_log.MostPayload])).Error);

    private void TakeHalf() => _expected.Add((_log.Append(Bytes(_log.MostPayload)), Text(_log.MostPayload)));

    private void Warm(bool isAlone)
    {
        if (isAlone)
        {
            LogFile.MakeAlone(_log);
        }
    }
}
