using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A write-back that fails: nothing that rests on it is acknowledged, and nothing before it is lost.</summary>
public sealed class LogFaultTests : IDisposable
{
    private readonly FailingPath _path = new();
    private readonly PersistentMapping _mapping;
    private readonly TransactionalLog _log;

    public LogFaultTests()
    {
        _mapping = SimulatedMapping.Create(_path, StoreGranularity.Page, LogFile.Length);
        _log = TransactionalLog.Create(_mapping);
        _log.Append("before"u8);
        _path.Fails = true;
    }

    public static TheoryData<string> Appends => [.. s_appends.Keys];

    private static readonly Dictionary<string, Action<TransactionalLog>> s_appends = new()
    {
        ["Append"] = log => log.Append("lost"u8),
        ["AppendAsync"] = log => log.AppendAsync("lost"u8.ToArray()).AsTask().GetAwaiter().GetResult(),
        ["Transaction"] = log =>
        {
            LogTransaction transaction = log.BeginTransaction();
            transaction.Append("lost"u8);
            transaction.Commit();
        },
        ["Group"] = log =>
        {
            LogGroup group = log.BeginGroup();
            group.AppendDeferred("lost"u8);
            group.Commit();
        },
        ["Transaction at once"] = log => log.AppendTransaction("lost"u8, [4]),
        ["Records of a group at once"] = log =>
        {
            LogGroup group = log.BeginGroup();
            group.AppendDeferred("lost"u8, [4]);
            group.Commit();
        },
        ["Writer"] = log =>
        {
            using LogRecordWriter writer = log.CreateWriter();
            writer.Begin(10);
            writer.Commit();
        },
    };

    [Theory]
    [MemberData(nameof(Appends))]
    public void AFailedWriteBack_IsToldAndEndsTheLogUntilItIsReopened(string append)
    {
        LogException failure = Assert.Throws<LogException>(() => s_appends[append](_log));
        Assert.Equal(LogError.Faulted, failure.Error);
        Assert.IsType<DaxException>(failure.InnerException);

        // It is not well again because the next one would succeed: nobody knows what the first one left.
        _path.Fails = false;
        foreach (Action<TransactionalLog> next in s_appends.Values)
        {
            Assert.Equal(LogError.Faulted, Assert.Throws<LogException>(() => next(_log)).Error);
        }

        Assert.Equal(["before"], LogFile.Texts(_log));
        _log.Dispose();
        using TransactionalLog reopened = TransactionalLog.Open(_mapping);
        Assert.False(reopened.Recovery.WasClean);
        Assert.Equal("before", LogFile.Texts(reopened).First());
        reopened.Append("after"u8);
    }

    // A group of which one commit failed must not seem to have been committed by the next.
    [Fact]
    public void AGroupsSecondCommit_FailsToo()
    {
        LogGroup group = _log.BeginGroup();
        group.AppendDeferred("lost"u8);
        bool failed = false;
        for (int i = 0; i < 2; i++)
        {
            failed = false;
            try
            {
                group.Commit();
            }
            catch (LogException)
            {
                failed = true;
            }

            _path.Fails = false;
        }

        Assert.True(failed);
    }

    [Fact]
    public void ATruncationThatFails_KeepsTheHead()
    {
        Assert.Throws<DaxException>(() => _log.Truncate(_log.Tail));
        Assert.Equal(["before"], LogFile.Texts(_log));
        _path.Fails = false;
        _log.Truncate(_log.Tail);
        Assert.Empty(LogFile.Texts(_log));
    }

    public void Dispose()
    {
        _path.Fails = false;
        _log.Dispose();
        _mapping.Dispose();
    }

    private sealed class FailingPath : WriteBack
    {
        internal bool Fails { get; set; }

        internal override bool MergesRanges => true;

        internal override void Flush(long offset, long length)
        {
            if (Fails)
            {
                throw new DaxFailure(DaxError.System, "msync", "A test fails it.", "") { Errno = 5, ErrnoName = "EIO" }.ToException();
            }
        }

        internal override void Drain()
        {
        }

        internal override void DeepFlush(long offset, long length)
        {
        }
    }
}
