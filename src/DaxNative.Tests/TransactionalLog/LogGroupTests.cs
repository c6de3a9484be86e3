using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records that wait for a commit, and what comes between them.</summary>
public sealed class LogGroupTests : IDisposable
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

    // Another thread's record ends what can be stored together, and is there when the group goes on.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnothersRecordBetween_CommitsTheFirstPart(bool isAlone)
    {
        Warm(isAlone);
        LogGroup group = _log.BeginGroup();
        Append(ref group, 10);
        Append(ref group, 20);
        Thread other = Start(() => _log.Append(Bytes(3)));
        WaitFor(() => _log.Mapping.AsReadOnlySpan(0, LogFile.Length).IndexOf("ddd"u8) >= 0);

        // As long as the room that it has taken lasts, nothing is stored.
        Append(ref group, 30);
        Assert.Empty(LogFile.Contents(_log));
        do
        {
            Assert.InRange(_expected.Count, 0, 100);
            Append(ref group, 40);
        }
        while (LogFile.Contents(_log).Count == 0);

        other.Join();
        Assert.Equal(_expected.Count, LogFile.Contents(_log).Count);
        group.Commit();
        string[] texts = [.. _expected.Select(record => record.Text)];
        Assert.Equal([.. texts[..^1], Text(3), texts[^1]], LogFile.Texts(_log));
        Assert.Equal(isAlone, texts.Length > 4);
    }

    // Taken ahead, and another's record behind it before it could be given back.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RoomThatAGroupDoesNotNeed_IsSkippedWhereAnotherCameBehind(bool isAlone)
    {
        Warm(isAlone);
        LogGroup group = _log.BeginGroup();
        Append(ref group, 10);
        Thread other = Start(() => _log.Append(Bytes(3)));
        WaitFor(() => _log.Mapping.AsReadOnlySpan(0, LogFile.Length).IndexOf("ddd"u8) >= 0);
        group.Commit();
        other.Join();
        Assert.Equal([Text(10), Text(3)], LogFile.Texts(_log));
        using LogFile crashed = LogFile.Crash(_log);
        using TransactionalLog reopened = crashed.Open();
        Assert.Equal([Text(10), Text(3)], LogFile.Texts(reopened));
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

    [Fact]
    public void GroupsOfManyThreads_AreAllThereInTheirOrder()
    {
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(writer => Start(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                using LogGroup group = _log.BeginGroup();
                for (int j = 0; j < 5; j++)
                {
                    group.AppendDeferred(Encoding.UTF8.GetBytes($"{writer} {i * 5 + j:D3}"));
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Join());
        string[] texts = [.. LogFile.Texts(_log)];
        Assert.Equal(400, texts.Length);
        Assert.All(Enumerable.Range(0, 4), writer =>
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{writer} {i:D3}"), texts.Where(text => text[0] == '0' + writer)));
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

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)));

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
