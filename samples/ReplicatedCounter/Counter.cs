using System.Buffers;
using System.Runtime.InteropServices;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Samples;

/// <summary>
/// The state machine: each client's last number, and their sum. Clients number what they add: what is added again, for want of an answer, is not counted
/// twice, and nothing behind a gap. It keeps nothing on disk; the log gives it everything.
/// </summary>
internal sealed class Counter : IStateMachine
{
    private readonly Dictionary<long, long> _numbers = [];
    private long _value;

    internal long Value => Volatile.Read(ref _value);

    public int Version => 0;

    public ISnapshot? Snapshot { get; private set; }

    public async ValueTask<long> ApplyAsync(LogEntry entry, CancellationToken token)
    {
        foreach ((long client, long number) in MemoryMarshal.Cast<byte, (long, long)>(await entry.ToByteArrayAsync(token: token)).ToArray())
        {
            if (entry.IsSnapshot || number == _numbers.GetValueOrDefault(client) + 1)
            {
                _numbers[client] = number;
            }
        }

        Volatile.Write(ref _value, _numbers.Values.Sum());
        if (entry.Index % 64 == 0)
        {
            (long, long)[] all = [.. _numbers.Select(pair => (pair.Key, pair.Value))];
            Snapshot = new Image(entry.Index, entry.Term, MemoryMarshal.AsBytes(all.AsSpan()).ToArray());
        }

        return entry.Index;
    }

    public ValueTask ReclaimGarbageAsync(long watermark, CancellationToken token) => default;

    // What an entry says of one client, a snapshot says of all.
    private sealed record Image(long Index, long Term, byte[] Bytes) : ISnapshot
    {
        public long? Length => Bytes.Length;

        public bool IsReusable => true;

        public ValueTask WriteToAsync<TWriter>(TWriter writer, CancellationToken token)
            where TWriter : IAsyncBinaryWriter => writer.Invoke(Bytes, token);
    }
}
