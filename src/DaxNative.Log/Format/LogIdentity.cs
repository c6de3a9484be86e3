using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DaxNative.Log;

/// <summary>What a log is, written once when it is created: 64 bytes at the very beginning, of which the first word comes last.</summary>
/// <param name="Version">Of the format that it was created in.</param>
/// <param name="Id">Random, and the seed of every checksum: records of another log that had the memory before never pass.</param>
/// <param name="Capacity">Of the ring when it was created, in bytes.</param>
internal readonly record struct LogIdentity(uint Version, ulong Id, long Capacity)
{
    internal const int Size = LogLayout.LineSize;

    private const int ChecksumAt = 32;

    // Version 1 could be one of several partitions; one by itself is partition 0 of 1.
    private const uint Alone = 1 << 16;

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

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > LogLayout.Version)
        {
            throw new LogException(LogError.NewerVersion, $"The log has version {version} of the format; this program knows version {LogLayout.Version}. Use a newer DaxNative.Log.");
        }

        var identity = new LogIdentity(version, BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]));
        bool isSane = version != 0 && identity.Capacity >= LogLayout.LeastCapacity && identity.Capacity % LogLayout.LineSize == 0;
        if (!isSane || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Append(~0u, bytes[..ChecksumAt]))
        {
            throw new LogCorruptException("The log's identity is damaged.", LogLayout.IdentityOffset);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == Alone
            ? identity
            : throw new LogException(LogError.OlderVersion, "It is a part of a partitioned log of version 1. Read its records with the program that wrote it, and append them to a log for each partition.");
    }

    /// <summary>Makes one with a random id.</summary>
    internal static LogIdentity Make(long capacity) => new(LogLayout.Version, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), capacity);

    internal void Write(Span<byte> bytes)
    {
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[12..], Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], Capacity);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], Alone);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Append(~0u, bytes[..ChecksumAt]));
    }
}
