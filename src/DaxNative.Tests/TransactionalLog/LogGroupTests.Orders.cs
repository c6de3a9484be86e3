using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

// Whatever a writer does one after the other.
public sealed partial class LogGroupTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void AnyOrderOfAppends_LeavesEveryRecordAtItsNumber(int seed, bool isAlone)
    {
        Warm(isAlone);
        var random = new Random(seed);
        LogTransaction transaction = _log.BeginTransaction();
        for (int round = 0; round < 4000; round++)
        {
            switch (random.Next(4))
            {
                case 0:
                    AppendOne(random);
                    break;
                case 1:
                    CommitSome(transaction, random);
                    break;
                default:
                    FillGroup(random);
                    break;
            }

            if (_log.Used > _log.Capacity / 4)
            {
                Assert.Equal(_expected, LogFile.Contents(_log));
                using LogFile crashed = LogFile.Crash(_log);
                using TransactionalLog reopened = crashed.Open();
                Assert.Equal(_expected, LogFile.Contents(reopened));
                _log.Truncate(_log.Tail);
                _expected.Clear();
            }
        }
    }

    private void FillGroup(Random random)
    {
        LogGroup group = _log.BeginGroup();
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            switch (random.Next(10))
            {
                case 0:
                    AppendTogether(ref group, random);
                    break;
                case 1:
                    group.Commit();
                    break;
                default:
                    Append(ref group, Length(random));
                    break;
            }
        }

        group.Commit();
    }

    private void AppendTogether(ref LogGroup group, Random random)
    {
        int[] lengths = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Length(random))];
        LogSequenceNumber first = group.AppendDeferred([.. lengths.SelectMany(Bytes)], lengths);
        Expect(first, lengths);
    }

    private void CommitSome(LogTransaction transaction, Random random)
    {
        int[] lengths = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Length(random))];
        Array.ForEach(lengths, length => transaction.Append(Bytes(length)));
        Expect(transaction.Commit(), lengths);
    }

    private void AppendOne(Random random)
    {
        int length = Length(random);
        _expected.Add((_log.Append(Bytes(length)), Text(length)));
    }

    private void Expect(LogSequenceNumber first, int[] lengths)
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            _expected.Add((new LogSequenceNumber(first.Value + i), Text(lengths[i])));
        }
    }

    // Mostly of one length, and of one line, which is what takes the shortest way.
    private static int Length(Random random) => random.Next(4) != 0 ? 64 : random.Next(random.Next(1200));
}
