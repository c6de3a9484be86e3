using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

// Beside what other threads append.
public sealed partial class LogGroupTests
{
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
        Thread other = StartBehind();

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
        Thread other = StartBehind();
        group.Commit();
        other.Join();
        Assert.Equal([Text(10), Text(3)], LogFile.Texts(_log));
        using LogFile crashed = LogFile.Crash(_log);
        using TransactionalLog reopened = crashed.Open();
        Assert.Equal([Text(10), Text(3)], LogFile.Texts(reopened));
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

    // One more record behind what a group has taken, stored and waiting for it.
    private Thread StartBehind()
    {
        Thread other = Start(() => _log.Append(Bytes(3)));
        Assert.True(Patience.Until(() => _log.Mapping.AsReadOnlySpan(0, LogFile.Length).IndexOf("ddd"u8) >= 0));
        return other;
    }
}
