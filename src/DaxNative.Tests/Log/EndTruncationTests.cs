using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Ends that are cut off, over power cuts, openings and truncations of the other end.</summary>
public sealed class EndTruncationTests
{
    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.Byte, StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void WhatWasCutOff_StaysAwayHoweverTheLogIsOpened(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        LogSequenceNumber[] numbers = Append(simulated.Log, "a", "b", "c", "d");
        simulated.Log.TruncateEnd(numbers[2]);
        Is(simulated, "a", "b");
        LogSequenceNumber e = simulated.Log.Append("e"u8);
        Assert.True(e > numbers[3]);
        Is(simulated, "a", "b", "e");

        // Again, from before the first one on.
        simulated.Log.TruncateEnd(numbers[1]);
        Is(simulated, "a");
        Append(simulated.Log, "f");
        Is(simulated, "a", "f");
        simulated.Log.TruncateEnd(numbers[0]);
        Is(simulated);
        Append(simulated.Log, "g");
        Is(simulated, "g");
    }

    [Fact]
    public void ACutInTheMidstOfACommit_LeavesWhatIsBeforeIt()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber first;
        using (LogAppender appender = simulated.Log.AcquireAppender())
        {
            for (int i = 0; i < 5; i++)
            {
                appender.AppendDeferred([(byte)('0' + i)]);
            }

            first = appender.Commit();
            appender.TruncateEnd(new LogSequenceNumber(first.Value + 2));
            appender.Append("behind"u8);
        }

        Is(simulated, "0", "1", "behind");
        simulated.Log.TruncateEnd(new LogSequenceNumber(first.Value + 1));
        Is(simulated, "0");
        Assert.Equal("0", First(simulated.Log, first));
    }

    [Fact]
    public void ATornCut_CutsNothing()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber[] numbers = Append(simulated.Log, "a", "b");
        long position = simulated.Log.Tail.Position;
        simulated.Log.TruncateEnd(numbers[1]);
        simulated.Log.Abandon();
        LogPlace.PublishTail(simulated.Mapping, position);
        simulated.Mapping.AsSpan(LogLayout.RingOffset + position + RecordHeader.Size, 1)[0] ^= 1;

        Assert.Equal(["a", "b"], SimulatedLog.Texts(TransactionalLog.Open(simulated.Mapping)));
    }

    [Fact]
    public void WhatWasCutOff_IsToldApartFromWhatNeverWas()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber[] numbers = Append(simulated.Log, "a", "b", "c");
        simulated.Log.TruncateEnd(numbers[1]);
        LogSequenceNumber d = Append(simulated.Log, "d")[0];
        for (int i = 0; i < 2; i++)
        {
            TransactionalLog log = simulated.Log;
            foreach (LogSequenceNumber gone in numbers[1..])
            {
                Action[] uses = [() => log.Read(gone), () => log.Truncate(gone), () => log.TruncateEnd(gone)];
                foreach (Action use in uses)
                {
                    LogCutException cut = Assert.Throws<LogCutException>(use);
                    Assert.Equal((LogError.Cut, numbers[1]), (cut.Error, cut.From));

                    // Where whoever resumes may go on.
                    Assert.Equal("d", First(log, cut.Until));
                }
            }

            Assert.Equal("d", First(log, d));
            Assert.Equal(0, log.Room.Count);
            simulated.CutPower();
        }
    }

    [Fact]
    public void TheHead_MayPassACut()
    {
        using var simulated = new SimulatedLog();
        for (int lap = 0; lap < 200; lap++)
        {
            LogSequenceNumber[] numbers = Append(simulated.Log, new string('x', 700), "y", "z");
            simulated.Log.TruncateEnd(numbers[1]);
            LogSequenceNumber last = Append(simulated.Log, $"{lap}")[0];
            if (lap % 3 != 0)
            {
                simulated.Log.Truncate(last);
                Is(simulated, $"{lap}");
            }
        }

        simulated.Log.Truncate(simulated.Log.Tail);
        Assert.True(simulated.Log.Cuts.IsEmpty);
        Is(simulated);
    }

    [Fact]
    public void NothingToCut_ChangesNothing()
    {
        using var simulated = new SimulatedLog();
        Append(simulated.Log, "a");
        LogSequenceNumber tail = simulated.Log.Tail;
        simulated.Log.TruncateEnd(tail);
        Assert.Equal(tail, simulated.Log.Tail);
        Is(simulated, "a");
    }

    [Fact]
    public void WithoutRoomForTheMark_NothingIsCut()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber first = Append(simulated.Log, "a")[0];
        while (simulated.Log.TryAppend(default, out _))
        {
        }

        Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => simulated.Log.TruncateEnd(first)).Error);
        Assert.Equal("a", SimulatedLog.Texts(simulated.CutPower())[0]);
    }

    private static LogSequenceNumber[] Append(TransactionalLog log, params string[] texts) => [.. texts.Select(text => log.Append(Encoding.UTF8.GetBytes(text)))];

    private static string First(TransactionalLog log, LogSequenceNumber from)
    {
        using LogReader reader = log.Read(from);
        Assert.True(reader.TryRead(out LogRecord record));
        return Encoding.UTF8.GetString(record.Payload);
    }

    // Now, after a kill, after a power cut, and after a closing.
    private static void Is(SimulatedLog simulated, params string[] texts)
    {
        Assert.Equal(texts, SimulatedLog.Texts(simulated.Log));
        Assert.Equal(texts, SimulatedLog.Texts(simulated.Kill()));
        Assert.Equal(texts, SimulatedLog.Texts(simulated.CutPower()));
        simulated.Log.Dispose();
        Assert.Equal(texts, SimulatedLog.Texts(simulated.Kill()));
    }
}
