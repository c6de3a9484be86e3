using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A log in a file that is copied, or becomes longer, while it is in use.</summary>
public sealed class LogCopyAndGrowthTests : IDisposable
{
    private const int Length = 16 << 10;

    private readonly TempPath _file = TempPath.InMemory();
    private readonly TempPath _copy = TempPath.InMemory();
    private readonly List<string> _expected = [];
    private int _next;

    private static LogOptions Options { get; } = new() { Length = Length, AllowVolatile = true };

    [Fact]
    public void CopyTo_OfALogInUse_IsALogWithTheSameRecordsNumbersAndCheckpoint()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        Fill(log, 400);
        log.SetCheckpoint("mark"u8);
        log.TruncateEnd(Last(log));
        _expected.RemoveAt(_expected.Count - 1);

        log.CopyTo(_copy.Path, Options);
        log.Append("later"u8);

        using TransactionalLog copy = TransactionalLog.Open(_copy.Path, Options);
        Assert.Equal(_expected, SimulatedLog.Texts(copy));
        Assert.Equal("mark"u8, copy.GetCheckpoint());
        Assert.Equal(log.Head, copy.Head);
        copy.Append("goes on"u8);
    }

    [Fact]
    public async Task CopyTo_BesideWritersAndTruncations_IsConsistent()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                if (!log.TryAppend(Encoding.UTF8.GetBytes($"{i:D8}"), out _))
                {
                    log.Truncate(log.Tail);
                }
            }
        });
        for (int round = 0; round < 30; round++)
        {
            log.CopyTo(_copy.Path, Options);
            using (TransactionalLog copy = TransactionalLog.Open(_copy.Path, Options))
            {
                int[] numbers = [.. SimulatedLog.Texts(copy).Select(int.Parse)];
                Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.Equal(pair.First + 1, pair.Second));
            }

            File.Delete(_copy.Path);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void CopyTo_AFileThatIsThere_IsRefusedAndLeavesIt()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        File.WriteAllText(_copy.Path, "mine");

        Assert.Throws<DaxException>(() => log.CopyTo(_copy.Path, Options));

        Assert.Equal("mine", File.ReadAllText(_copy.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(130)]
    [InlineData(400)]
    [InlineData(1001)]
    public void Grow_WhereverTheRecordsLie_KeepsThemAndMakesRoom(int records)
    {
        using (TransactionalLog log = TransactionalLog.Create(_file.Path, Options))
        {
            Fill(log, records);

            log.Grow(4 * Length);

            Assert.Equal((4 * Length) - 4096, log.Capacity);
            Assert.Equal(_expected, SimulatedLog.Texts(log));
            Fill(log, 300);
            Assert.Equal(_expected, SimulatedLog.Texts(log));
        }

        using TransactionalLog again = TransactionalLog.Open(_file.Path, new LogOptions { AllowVolatile = true });
        Assert.Equal(_expected, SimulatedLog.Texts(again));
        Assert.Equal((4 * Length) - 4096, again.Capacity);
    }

    [Fact]
    public void Grow_BesideAReader_LeavesWhatItReadsAndGoesOnWithIt()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        Fill(log, 400);
        using LogReader reader = log.Read();
        Assert.True(reader.TryRead(out LogRecord first));
        string text = Encoding.UTF8.GetString(first.Payload);

        log.Grow(4 * Length);
        while (log.TryAppend(new byte[500], out _))
        {
        }

        Assert.Equal(text, Encoding.UTF8.GetString(first.Payload));
        int read = 1;
        while (reader.TryRead(out LogRecord record) && record.Payload.Length < 500)
        {
            Assert.Equal(_expected[read++], Encoding.UTF8.GetString(record.Payload));
        }

        Assert.Equal(_expected.Count, read);
    }

    [Fact]
    public void Grow_ByTooLittleForRecordsThatGoOverTheRingsEnd_IsRefusedAndChangesNothing()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        Fill(log, 300);

        LogException refused = Assert.Throws<LogException>(() => log.Grow(Length + 64));

        Assert.Equal(LogError.WrongLength, refused.Error);
        Assert.Equal(Length, new FileInfo(_file.Path).Length);
        Assert.Equal(_expected, SimulatedLog.Texts(log));
    }

    [Fact]
    public void Grow_IsToldToAView()
    {
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);
        Fill(log, 10);
        using LogView view = LogView.Open(_file.Path, Options);
        LogViewReader reader = view.Read();
        Assert.True(reader.TryRead(out _));

        log.Grow(2 * Length);

        Assert.Equal(LogError.Grown, Assert.Throws<LogException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        }).Error);
    }

    [Fact]
    public void Grow_OfAMappingThatItsUserOpenedOrToLess_IsRefused()
    {
        using var simulated = new SimulatedLog();
        using TransactionalLog log = TransactionalLog.Create(_file.Path, Options);

        Assert.Throws<InvalidOperationException>(() => simulated.Log.Grow(1 << 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Grow(Length));
        Assert.Throws<LogException>(() => log.Grow((2 * Length) + 1));
    }

    public void Dispose()
    {
        _file.Dispose();
        _copy.Dispose();
    }

    private static LogSequenceNumber Last(TransactionalLog log)
    {
        LogSequenceNumber last = default;
        using LogReader reader = log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            last = record.SequenceNumber;
        }

        return last;
    }

    // Some laps, so that what is kept goes over the ring's end.
    private void Fill(TransactionalLog log, int records)
    {
        for (int i = 0; i < records; i++)
        {
            string text = $"record {_next++} {new string('x', _next % 90)}";
            while (!log.TryAppend(Encoding.UTF8.GetBytes(text), out _))
            {
                DropHalf(log);
            }

            _expected.Add(text);
        }
    }

    private void DropHalf(TransactionalLog log)
    {
        int dropped = _expected.Count / 2;
        LogSequenceNumber head = log.Tail;
        using (LogReader reader = log.Read())
        {
            for (int i = 0; i <= dropped && reader.TryRead(out LogRecord record); i++)
            {
                head = record.SequenceNumber;
            }
        }

        log.Truncate(head);
        _expected.RemoveRange(0, dropped);
    }
}
