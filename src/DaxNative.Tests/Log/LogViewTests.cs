using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A log that is read beside its writer, as from another process.</summary>
public sealed class LogViewTests
{
    [Fact]
    public void View_SeesEveryAcknowledgedRecordAtOnce()
    {
        using var simulated = new SimulatedLog();
        using LogView view = LogView.Open(simulated.Mapping);
        LogViewReader reader = view.Read();
        for (int i = 0; i < 100; i++)
        {
            Assert.False(reader.TryRead(out _));
            simulated.Log.Append(Encoding.UTF8.GetBytes($"r{i}"));
            Assert.True(reader.TryRead(out LogEntry entry));
            Assert.Equal($"r{i}", Encoding.UTF8.GetString(entry.Payload.Span));
        }

        Assert.Equal(simulated.Log.Tail, view.Tail);
    }

    [Fact]
    public void View_OfRoomThatIsUsedAgain_SaysThatItWasTruncatedAndNeverReadsAnothersBytes()
    {
        using var simulated = new SimulatedLog(length: 8192);
        using LogView view = LogView.Open(simulated.Mapping);
        LogViewReader reader = view.Read();
        for (int i = 0; i < 300; i++)
        {
            if (!simulated.Log.TryAppend(new byte[100], out _))
            {
                simulated.Log.Truncate(simulated.Log.Tail);
            }
        }

        Assert.Equal(LogError.Truncated, Assert.Throws<LogException>(() => reader.TryRead(out _)).Error);
        Assert.Equal(simulated.Log.Head, view.Head);
    }

    [Fact]
    public void View_TellsAReaderWhatWasCutBehindItsBackAndGoesOn()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("kept"u8);
        LogSequenceNumber wrong = simulated.Log.Append("wrong"u8);
        using LogView view = LogView.Open(simulated.Mapping);
        LogViewReader before = view.Read();
        LogViewReader other = view.Read();
        Assert.True(before.TryRead(out _) && before.TryRead(out _) && other.TryRead(out _));

        simulated.Log.TruncateEnd(wrong);
        simulated.Log.Append("right"u8);

        Assert.Equal(wrong, Assert.Throws<LogCutException>(() => before.TryRead(out _)).From);
        Assert.Equal(["right"], Texts(before));
        Assert.Equal(["right"], Texts(other));
    }

    [Fact]
    public void View_BesideAWriterThatLaps_ReadsOnlyWhatWasAppendedOrIsToldOfTruncation()
    {
        using var simulated = new SimulatedLog(length: 16384);
        bool isOver = false;
        Exception? failure = null;
        var reading = new Thread(() =>
        {
            try
            {
                using LogView view = LogView.Open(simulated.Mapping);
                while (!Volatile.Read(ref isOver))
                {
                    ReadAll(view);
                }
            }
            catch (Exception cause)
            {
                failure = cause;
            }
        });
        reading.Start();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] payload = new byte[8 + (i % 200)];
            payload.AsSpan().Fill((byte)i);
            if (!simulated.Log.TryAppend(payload, out _))
            {
                simulated.Log.Truncate(simulated.Log.Tail);
            }
        }

        Volatile.Write(ref isOver, true);
        reading.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void View_OfALogThatIsClosed_ReadsEverythingAndItsCheckpoint()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("one"u8);
        simulated.Log.SetCheckpoint("here"u8);
        simulated.Log.Dispose();

        using LogView view = LogView.Open(simulated.Mapping);

        Assert.Equal(["one"], Texts(view.Read()));
        Assert.Equal("here"u8, view.GetCheckpoint());
    }

    private static void ReadAll(LogView view)
    {
        LogViewReader reader = view.Read();
        try
        {
            while (reader.TryRead(out LogEntry entry))
            {
                Assert.False(entry.Payload.Span.ContainsAnyExcept(entry.Payload.Span[0]), "a record has bytes of two");
            }
        }
        catch (LogException told) when (told.Error == LogError.Truncated)
        {
            // The writer has gone past it.
        }
    }

    private static List<string> Texts(LogViewReader reader)
    {
        var texts = new List<string>();
        while (reader.TryRead(out LogEntry entry))
        {
            texts.Add(Encoding.UTF8.GetString(entry.Payload.Span));
        }

        return texts;
    }
}
