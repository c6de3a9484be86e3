using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What readers are told of ends that were cut off.</summary>
public sealed class CutReaderTests : IDisposable
{
    private readonly SimulatedLog _simulated = new();

    private TransactionalLog Log => _simulated.Log;

    [Fact]
    public void AReaderThatHadReadSome_IsToldOnceAndGoesOn()
    {
        LogSequenceNumber[] numbers = Append("a", "b", "c");
        using LogReader reader = Log.Read();
        Assert.Equal(["a", "b"], Take(reader, 2));
        Log.TruncateEnd(numbers[1]);
        LogSequenceNumber d = Append("d")[0];

        LogCutException cut = Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _));

        Assert.Equal((LogError.Cut, numbers[1]), (cut.Error, cut.From));
        Assert.True(cut.Until > numbers[2] && cut.Until < d);
        Assert.Equal(["d"], Take(reader, 9));
    }

    [Fact]
    public void AReaderThatHadReadNone_PassesThemOver()
    {
        LogSequenceNumber[] numbers = Append("a", "b", "c");
        using LogReader reader = Log.Read();
        using LogReader fresh = Log.Read();
        Assert.Equal(["a"], Take(reader, 1));
        Log.TruncateEnd(numbers[1]);
        Append("d");

        Assert.Equal(["d"], Take(reader, 9));
        Assert.Equal(["a", "d"], Take(fresh, 9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void AReaderWithinACommit_IsToldOfWhatItHadRead(int read)
    {
        LogSequenceNumber first;
        using (LogAppender appender = Log.AcquireAppender())
        {
            for (int i = 0; i < 5; i++)
            {
                appender.AppendDeferred([(byte)('0' + i)]);
            }

            first = appender.Commit();
        }

        using LogReader reader = Log.Read();
        Take(reader, read);
        Log.TruncateEnd(new LogSequenceNumber(first.Value + 2));
        Append("behind");

        if (read > 2)
        {
            Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _));
            Assert.Equal(["behind"], Take(reader, 9));
        }
        else
        {
            Assert.Equal((string[])[.. "01"[read..].Select(digit => $"{digit}"), "behind"], Take(reader, 9));
        }
    }

    // What was left of that which it had read may be cut off later.
    [Fact]
    public void AReaderThatWasTold_IsToldOfALaterCutFurtherBack()
    {
        LogSequenceNumber[] numbers = Append("a", "b", "c", "d");
        using LogReader reader = Log.Read();
        Assert.Equal(["a", "b", "c", "d"], Take(reader, 4));
        Log.TruncateEnd(numbers[3]);
        Log.TruncateEnd(numbers[1]);
        Append("e");

        Assert.Equal(numbers[3], Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _)).From);
        Assert.Equal(numbers[1], Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _)).From);
        Assert.Equal(["e"], Take(reader, 9));
    }

    [Fact]
    public void AReaderThatBeganBehindALaterCut_IsNotToldOfWhatItHadNotRead()
    {
        LogSequenceNumber[] numbers = Append("a", "b", "c", "d");
        using LogReader reader = Log.Read(numbers[2]);
        Assert.Equal(["c", "d"], Take(reader, 2));
        Log.TruncateEnd(numbers[2]);
        Log.TruncateEnd(numbers[1]);
        Append("e");

        Assert.Equal(numbers[2], Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _)).From);
        Assert.Equal(["e"], Take(reader, 9));
    }

    [Fact]
    public void AReaderThatGoesOnAfterACut_IsToldOfTheNextOne()
    {
        LogSequenceNumber[] numbers = Append("a", "b");
        using LogReader reader = Log.Read();
        Take(reader, 2);
        Log.TruncateEnd(numbers[1]);
        LogSequenceNumber c = Append("c")[0];
        Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _));
        Assert.Equal(["c"], Take(reader, 9));
        Log.TruncateEnd(c);

        Assert.Equal(c, Assert.Throws<LogCutException>(() => reader.TryRead(out LogRecord _)).From);
        Assert.False(reader.TryRead(out LogRecord _));
        Append("d");
        Assert.Equal(["d"], Take(reader, 9));
    }

    [Fact]
    public async Task AFollower_IsToldAndResumesBehindTheCut()
    {
        LogSequenceNumber[] numbers = Append("a", "b");
        await using IAsyncEnumerator<LogEntry> follower = Log.FollowAsync(Log.Head).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        Assert.True(await follower.MoveNextAsync());
        Task<bool> next = follower.MoveNextAsync().AsTask();
        Log.TruncateEnd(numbers[1]);
        LogCutException cut = await Assert.ThrowsAsync<LogCutException>(() => Patience.For(next));

        await using IAsyncEnumerator<LogEntry> again = Log.FollowAsync(cut.Until).GetAsyncEnumerator();
        next = again.MoveNextAsync().AsTask();
        Append("c");
        Assert.True(await Patience.For(next));
        Assert.Equal("c"u8, again.Current.Payload.Span);
    }

    public void Dispose() => _simulated.Dispose();

    private LogSequenceNumber[] Append(params string[] texts) => [.. texts.Select(text => Log.Append(Encoding.UTF8.GetBytes(text)))];

    private static List<string> Take(LogReader reader, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count && reader.TryRead(out LogRecord record))
        {
            texts.Add(Encoding.UTF8.GetString(record.Payload));
        }

        return texts;
    }
}
