using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DaxNative.Logs;

/// <summary>What a log is, written once when it is created: 64 bytes at the very beginning, of which the first word comes last.</summary>
/// <param name="Version">Of the format.</param>
/// <param name="Id">Random, and the seed of every checksum: records of another log that had the memory before never pass.</param>
/// <param name="Capacity">Of the ring, in bytes.</param>
/// <param name="Partition">Which of several it is, from 0.</param>
/// <param name="Partitions">How many lie one behind another; 1 is a log by itself.</param>
internal readonly record struct LogIdentity(int Version, ulong Id, long Capacity, ushort Partition, ushort Partitions)
{
    internal const int Size = LogLayout.LineSize;

    private const int ChecksumAt = 32;

    private static ReadOnlySpan<byte> Magic => "DAXNTLOG"u8;

    /// <summary>Stands in its place, one word, until all else of a new log is durable.</summary>
    internal static ReadOnlySpan<byte> Unfinished => "DAXNTNEW"u8;

    /// <summary>Begins every checksum of this log.</summary>
    internal uint Seed => Crc32C.Append(0, BitConverter.GetBytes(Id));

    /// <summary>Reads it, or says why there is none to read.</summary>
    /// <exception cref="LogException">It is no log, of another version, or damaged.</exception>
    internal static LogIdentity Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes[..8].SequenceEqual(Magic))
        {
            throw new LogException(LogError.NotALog, bytes[..8].SequenceEqual(Unfinished)
                ? "A log's creation did not finish. Create it again."
                : bytes.ContainsAnyExcept((byte)0) ? "There is something else than a log." : "There is nothing. Create a log.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version > LogLayout.Version)
        {
            throw new LogException(LogError.NewerVersion, $"The log has version {version} of the format; this program knows version {LogLayout.Version}.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Append(~0u, bytes[..ChecksumAt]))
        {
            throw new LogCorruptException("The log's identity is damaged.", LogLayout.IdentityOffset);
        }

        return new LogIdentity(
            version,
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]));
    }

    /// <summary>Makes one with a random id.</summary>
    internal static LogIdentity Make(long capacity, int partition, int partitions) => new(
        LogLayout.Version, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), capacity, (ushort)partition, (ushort)partitions);

    internal void Write(Span<byte> bytes)
    {
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[12..], Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], Capacity);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[28..], Partition);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[30..], Partitions);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Append(~0u, bytes[..ChecksumAt]));
    }
}
