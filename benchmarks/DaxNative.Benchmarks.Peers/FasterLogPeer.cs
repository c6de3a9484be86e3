using FASTER.core;

namespace DaxNative.Benchmarks;

/// <summary>FasterLog: an entry and a commit, which is awaited. In its faster mode, where the commit's own file is not awaited.</summary>
internal sealed class FasterLogPeer : DurablePeer
{
    private const long SegmentSize = 64 << 20;
    private readonly FasterLogSettings _settings;
    private readonly FasterLog _log;
    private long _first;

    /// <param name="folder">A new one.</param>
    internal FasterLogPeer(string folder)
        : base(LogPeers.FasterLog)
    {
        _settings = new FasterLogSettings
        {
            LogDevice = Devices.CreateLogDevice(Path.Combine(folder, "log")),
            LogCommitDir = folder,
            SegmentSize = SegmentSize,
            PageSize = 4 << 20,
            MemorySize = SegmentSize,
            LogChecksum = LogChecksumType.PerEntry,
            FastCommitMode = true,
            RemoveOutdatedCommits = true,
        };
        _log = new FasterLog(_settings);
    }

    public override void Dispose()
    {
        _log.Dispose();
        _settings.Dispose();
    }

    protected override void MakeRoom(long appends)
    {
        if (_log.TailAddress - _log.BeginAddress > SegmentSize)
        {
            _log.TruncateUntil(_log.CommittedUntilAddress);
        }

        _first = _log.TailAddress;
    }

    protected override void Append(ReadOnlySpan<byte> payload, long count)
    {
        for (long i = 0; i < count; i++)
        {
            _log.Enqueue(payload);
            _log.Commit(spinWait: true);
        }
    }

    protected override IEnumerable<byte[]> Last(long count)
    {
        using FasterLogScanIterator scan = _log.Scan(_first, _log.CommittedUntilAddress);
        while (scan.GetNext(out byte[] entry, out _, out _))
        {
            yield return entry;
        }
    }
}
