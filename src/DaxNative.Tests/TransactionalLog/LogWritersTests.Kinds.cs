using System.Buffers.Binary;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

// Writers that do everything that writers do, at once; more than there are CPUs come to take turns.
public partial class LogWritersTests
{
    private const int Numbers = 40_000;

    [Fact]
    public void WritersOfEveryKind_SeeEveryRecordOnceAndInOrder()
    {
        using var file = new LogFile();
        using TransactionalLog log = TransactionalLog.Create(file.Path, LogFile.Options with { Length = 8 << 20 });
        using LogReader reader = log.Read();
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() => new Mixed(log, writer).Run()))];
        Array.ForEach(threads, thread => thread.Start());
        int[] next = new int[Writers];
        while (next.Min() < Numbers)
        {
            if (!reader.TryRead(out LogRecord record))
            {
                Thread.Yield();
                continue;
            }

            int writer = BinaryPrimitives.ReadInt32LittleEndian(record.Payload);
            Assert.Equal(next[writer]++, BinaryPrimitives.ReadInt32LittleEndian(record.Payload[4..]));
            if (next[writer] % 256 == 0)
            {
                log.Truncate(record.SequenceNumber);
            }
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.All(next, count => Assert.True(count < Numbers + 16));
    }

    /// <summary>Records that are numbered one after the other, appended in every way.</summary>
    private sealed class Mixed(TransactionalLog log, int writer)
    {
        private readonly Random _random = new(writer);
        private readonly LogTransaction _transaction = log.BeginTransaction();
        private int _number;

        internal void Run()
        {
            while (_number < Numbers)
            {
                switch (_random.Next(4))
                {
                    case 0:
                        Group();
                        break;
                    case 1:
                        Commit();
                        break;
                    default:
                        Again(() => log.Append(Next()));
                        _number++;
                        break;
                }
            }
        }

        private void Commit()
        {
            for (int i = _random.Next(1, 5); i > 0; i--)
            {
                _transaction.Append(Next());
                _number++;
            }

            Again(() => _transaction.Commit());
        }

        // Of several pieces: some are too long to be gathered.
        private void Group()
        {
            using LogGroup group = log.BeginGroup();
            for (int i = _random.Next(1, 8); i > 0; i--)
            {
                try
                {
                    group.AppendDeferred(Next());
                    _number++;
                }
                catch (LogException full) when (full.Error == LogError.Full)
                {
                    group.Commit();
                    Thread.Yield();
                }
            }
        }

        private byte[] Next()
        {
            byte[] payload = new byte[_random.Next(8) == 0 ? 1100 : 64];
            BinaryPrimitives.WriteInt32LittleEndian(payload, writer);
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), _number);
            return payload;
        }
    }
}
