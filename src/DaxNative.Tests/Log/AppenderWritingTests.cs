using System.Buffers;
using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records that are written in place, through the appender as an <see cref="IBufferWriter{T}"/>.</summary>
public sealed class AppenderWritingTests
{
    [Fact]
    public void RecordsThatAreWritten_AndSuchThatAreCopied_AreCommittedInTheirOrder()
    {
        using var simulated = new SimulatedLog();
        using LogAppender appender = simulated.Log.AcquireAppender();
        appender.Write("written"u8);
        appender.Write(" in two parts"u8);
        Assert.Equal(0, appender.EndRecord());
        Assert.Equal(1, appender.AppendDeferred("copied"u8));
        Assert.Equal(2, appender.EndRecord());
        appender.Write(Encoding.UTF8.GetBytes(new string('x', 9000)));
        Assert.Equal(3, appender.EndRecord());
        appender.Commit();

        Assert.Equal(["written in two parts", "copied", "", new string('x', 9000)], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [InlineData(8192)]
    [InlineData(64 << 10)]
    public void TheMemory_EndsWhereTheRecordWouldBeTooLong(int length)
    {
        using var simulated = new SimulatedLog(length: length);
        using LogAppender appender = simulated.Log.AcquireAppender();
        int most = simulated.Log.MostPayload;
        Assert.True(appender.GetMemory().Length <= most);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.GetMemory(most + 1)).Error);
        Assert.Throws<ArgumentOutOfRangeException>(() => appender.GetMemory(-1));

        appender.GetSpan(most).Fill((byte)'f');
        Assert.Throws<ArgumentOutOfRangeException>(() => appender.Advance(most + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => appender.Advance(-1));
        appender.Advance(most);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.GetMemory()).Error);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.GetMemory(int.MaxValue)).Error);
        appender.EndRecord();
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.EndRecord()).Error);
        appender.Commit();

        Assert.Equal([new string('f', most)], SimulatedLog.Texts(simulated.CutPower()));
    }

    // The lengths stand behind the records in the same memory, so a record that took all of it would leave no room for them.
    [Fact]
    public void AllTheMemoryThatThereIs_LeavesRoomForTheLengths()
    {
        using var simulated = new SimulatedLog(length: 1 << 20);
        using LogAppender appender = simulated.Log.AcquireAppender();
        var expected = new List<string>();
        for (int i = 0; i < 63; i++)
        {
            appender.AppendDeferred("s"u8);
            expected.Add("s");
        }

        for (int i = 0; i < 3; i++)
        {
            Span<byte> all = appender.GetSpan();
            all.Fill((byte)'a');
            appender.Advance(all.Length);
            expected.Add(new string('a', all.Length));
            appender.EndRecord();
        }

        for (int i = 0; i < 300; i++)
        {
            appender.EndRecord();
            expected.Add("");
        }

        appender.Commit();

        Assert.Equal(expected, SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public void WhatIsWrittenToTheMemoryAfterTheCommit_HarmsNothing()
    {
        using var simulated = new SimulatedLog();
        using LogAppender appender = simulated.Log.AcquireAppender();
        Memory<byte> kept = appender.GetMemory(100);
        "first"u8.CopyTo(kept.Span);
        appender.Advance(5);
        appender.EndRecord();
        appender.Commit();
        kept.Span.Fill(0xFF);

        Assert.Equal(["first"], SimulatedLog.Texts(simulated.CutPower()));
    }
}
