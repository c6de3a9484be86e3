using System.Buffers.Binary;
using RocksDbSharp;

namespace DaxNative.Benchmarks;

/// <summary>RocksDB: a put of the next number, written to its log and synced.</summary>
internal sealed class RocksDbPeer : DurablePeer
{
    private readonly RocksDb _store;
    private readonly WriteOptions _durable = new WriteOptions().SetSync(true);
    private long _next;

    /// <param name="folder">A new one.</param>
    internal RocksDbPeer(string folder)
        : base(LogPeers.RocksDb) => _store = RocksDb.Open(new DbOptions().SetCreateIfMissing(true), folder);

    public override void Dispose() => _store.Dispose();

    protected override void MakeRoom(long appends)
    {
        // Numbers are used again, so that it gives up old ones by itself.
    }

    protected override void Append(ReadOnlySpan<byte> payload, long count)
    {
        Span<byte> key = stackalloc byte[sizeof(long)];
        for (long i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(key, _next++ % Most);
            _store.Put(key, payload, writeOptions: _durable);
        }
    }

    protected override IEnumerable<byte[]> Last(long count)
    {
        for (long number = _next - count; number < _next; number++)
        {
            byte[] key = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(key, number % Most);
            yield return _store.Get(key) ?? [];
        }
    }
}
