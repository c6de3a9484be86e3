namespace DaxNative.Log;

/// <summary>What a writer did so far. Written by one thread at a time; read by any, a little late.</summary>
internal sealed class LogCounters
{
    private long _commits;
    private long _records;
    private long _bytes;
    private long _handedOver;

    /// <summary>Commits, each of which is one fence or one msync.</summary>
    internal long Commits => Volatile.Read(ref _commits);

    /// <summary>User records.</summary>
    internal long Records => Volatile.Read(ref _records);

    /// <summary>Bytes of the ring.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>User records that a leader appended for another caller.</summary>
    internal long HandedOver => Volatile.Read(ref _handedOver);

    internal void CountHandedOver(int records) => _handedOver += records;

    internal void Count(int records, long bytes)
    {
        _commits++;
        _records += records;
        _bytes += bytes;
    }
}
