using System.Buffers;
using DotNext.IO;
using Microsoft.Win32.SafeHandles;

namespace DaxNative.Raft;

/// <summary>A snapshot that is durable. Its file stays open, whatever becomes of its name, until everybody has released it.</summary>
internal sealed class SnapshotFile(SafeFileHandle handle, long index, long term, long length)
{
    private const int PieceLength = 1 << 16;

    private int _users = 1;

    /// <summary>Gets the last entry that it stands for.</summary>
    internal long Index { get; } = index;

    internal long Term { get; } = term;

    /// <summary>Gets how many bytes the state machine wrote.</summary>
    internal long Length { get; } = length;

    /// <summary>Opens a file and looks at all of it.</summary>
    /// <exception cref="RaftLogException">It is not there, not this snapshot, or damaged.</exception>
    internal static SnapshotFile Open(string path, long index, long term)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path);
        }
        catch (FileNotFoundException missing)
        {
            throw Unusable($"The log goes on from the snapshot of entry {index}, and its file {path} is not there", missing);
        }

        try
        {
            byte[] bytes = new byte[SnapshotHeader.Size];
            int read = RandomAccess.Read(handle, bytes, 0);
            if (SnapshotHeader.Read(bytes.AsSpan(0, read)) is not { } header || (header.Index, header.Term) != (index, term) || header.Length != RandomAccess.GetLength(handle) - SnapshotHeader.Size
                || Checksum(handle, header.Length) != header.Checksum)
            {
                throw Unusable($"The snapshot {path} of entry {index} is damaged", null);
            }

            return new SnapshotFile(handle, index, term, header.Length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    internal static uint Checksum(SafeFileHandle handle, long length)
    {
        byte[] piece = new byte[PieceLength];
        uint sum = uint.MaxValue;
        for (long at = 0; at < length;)
        {
            int read = RandomAccess.Read(handle, piece.AsSpan(0, (int)Math.Min(PieceLength, length - at)), SnapshotHeader.Size + at);
            if (read == 0)
            {
                throw new EndOfStreamException($"A snapshot's file became shorter while it was read: {at} of {length} bytes.");
            }

            sum = Crc32C.Append(sum, piece.AsSpan(0, read));
            at += read;
        }

        return sum;
    }

    internal async ValueTask WriteToAsync<TWriter>(TWriter writer, CancellationToken token)
        where TWriter : IAsyncBinaryWriter
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            for (long at = 0; at < Length;)
            {
                int read = await RandomAccess.ReadAsync(handle, piece.AsMemory(0, (int)Math.Min(PieceLength, Length - at)), SnapshotHeader.Size + at, token).ConfigureAwait(false);
                if (read == 0)
                {
                    throw Unusable($"The snapshot of entry {Index} became shorter while it was read", null);
                }

                await writer.Invoke(piece.AsMemory(0, read), token).ConfigureAwait(false);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Keeps it open for one more user. By somebody who knows that it is.</summary>
    internal SnapshotFile Retain()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            handle.Dispose();
        }
    }

    private static RaftLogException Unusable(string what, Exception? cause) => new(
        RaftLogError.SnapshotUnusable, what + ". Put it back from a copy; or delete the node's log and snapshots, and let it join as a new member, which gets everything from the leader.", cause);
}
