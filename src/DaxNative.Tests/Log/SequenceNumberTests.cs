using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Numbers that no record has, and the end of all numbers.</summary>
public sealed class SequenceNumberTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(1024)]
    [InlineData(4096)]
    public void ALogWhoseNumbersAreUsedUp_SaysSo(long left)
    {
        using var simulated = new SimulatedLog(length: 8192);
        Move(simulated, LogLayout.MostPosition - left, 1);
        TransactionalLog log = simulated.Kill();
        LogSequenceNumber last = default;
        int records = 0;

        Exhausted(() =>
        {
            for (LogSequenceNumber number; records <= left; records++, last = number)
            {
                number = log.Append("x"u8);
                Assert.True(number > last);
            }
        });

        Assert.InRange(records, 0, left / LogLayout.LineSize);
        Exhausted(() => log.TryAppend("x"u8, out _));
        Exhausted(() => Patience.For(log.AppendAsync("x"u8.ToArray()).AsTask()).GetAwaiter().GetResult());
        using (LogAppender appender = log.AcquireAppender())
        {
            Exhausted(() => appender.Append("x"u8));
            Exhausted(() => appender.TryAppend("x"u8, out _));
            appender.AppendDeferred("x"u8);
            Exhausted(() => appender.Commit());
        }

        Assert.Equal(records, SimulatedLog.Texts(log).Count);
        Assert.Equal(records, SimulatedLog.Texts(simulated.CutPower()).Count);
        simulated.Log.Truncate(simulated.Log.Tail);
        Assert.Empty(SimulatedLog.Texts(simulated.CutPower()));
    }

    [Fact]
    public void ALogWhoseOpeningsAreUsedUp_SaysSo()
    {
        using var simulated = new SimulatedLog(length: 8192);
        Move(simulated, 0, uint.MaxValue);

        Exhausted(() => TransactionalLog.Open(simulated.Mapping));
        Exhausted(() => TransactionalLog.Open(simulated.Mapping));
    }

    [Fact]
    public void ANumberThatNoRecordHas_IsRefused()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        LogSequenceNumber single = log.Append(new byte[200]);
        LogSequenceNumber pair;
        using (LogAppender appender = log.AcquireAppender())
        {
            appender.AppendDeferred("zero"u8);
            appender.AppendDeferred("one"u8);
            pair = appender.Commit();
        }

        LogSequenceNumber[] wrong =
        [
            new(single.Value + 1), new(single.Value + 3), new(pair.Value + 2), new(pair.Value + 65_535), new(log.Tail.Value + 1),
            new(log.Tail.Value + 65_536), new(long.MaxValue), new LogSequenceNumber(single.Position + 64, 0),
        ];
        foreach (LogSequenceNumber number in wrong)
        {
            NotInLog(() => log.Read(number));
            NotInLog(() => log.Truncate(number));
            NotInLog(() => log.TruncateEnd(number));
        }

        Assert.Equal(0, log.Room.Count);
        using LogReader reader = log.Read(new LogSequenceNumber(pair.Value + 1));
        Assert.True(reader.TryRead(out LogRecord record));
        Assert.Equal("one"u8, record.Payload);
        using LogReader atTail = log.Read(log.Tail);
        Assert.False(atTail.TryRead(out LogRecord _));
    }

    [Fact]
    public void ANumberThatWasTruncated_IsToldApartFromOneThatNeverWas()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        LogSequenceNumber first = log.Append("first"u8);
        LogSequenceNumber second = log.Append("second"u8);
        log.Truncate(second);

        Assert.Equal(LogError.Truncated, Assert.Throws<LogException>(() => log.Read(first)).Error);
        Assert.Equal(LogError.Truncated, Assert.Throws<LogException>(() => log.Truncate(first)).Error);
        Assert.Equal(LogError.Truncated, Assert.Throws<LogException>(() => log.TruncateEnd(first)).Error);
        Assert.Equal(["second"], SimulatedLog.Texts(log));
    }

    private static void Exhausted(Action work) => Assert.Equal(LogError.Exhausted, Assert.Throws<LogException>(work).Error);

    private static void NotInLog(Action work) => Assert.Equal(LogError.NotInLog, Assert.Throws<LogException>(work).Error);

    // As if so much had been appended and truncated.
    private static void Move(SimulatedLog simulated, long position, uint epoch)
    {
        simulated.Log.Abandon();
        LogIdentity identity = simulated.Log.Memory.Identity;
        foreach (ulong sequence in (ulong[])[10, 11])
        {
            LogPlace.WriteState(simulated.Mapping, identity, LogState.Empty(identity.Capacity) with { Sequence = sequence, Head = position, Tail = position, Epoch = epoch });
        }

        LogPlace.PublishTail(simulated.Mapping, position);
    }
}
