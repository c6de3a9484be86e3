using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>
/// A record of the torture: its bytes, and their number, follow from its name alone, so that whoever finds it can tell
/// whether it is whole.
/// </summary>
/// <param name="Round">Which child wrote it.</param>
/// <param name="Writer">Which of the child's threads.</param>
/// <param name="Number">Counts the thread's records; <see cref="Abandoned"/> for one that was given up.</param>
/// <param name="Index">Its place in its transaction.</param>
/// <param name="Count">How many records the transaction has.</param>
internal readonly record struct TortureRecord(int Round, int Writer, int Number, int Index = 0, int Count = 1)
{
    /// <summary>The number of a record that was written in place and never committed: nobody may ever see it.</summary>
    internal const int Abandoned = -1;

    /// <summary>What is committed together, or handed over before it is awaited, has fewer records than this.</summary>
    internal const int MostTogether = 8;

    private const int NameSize = 20;

    /// <summary>Mostly a few lines, so that what a later round puts at a hole often ends where an earlier record begins.</summary>
    internal int Length(ulong seed)
    {
        ulong mixed = Mix(Key(seed));
        return NameSize + (int)((mixed & 0xF) switch
        {
            < 10 => (mixed >> 8) % 70,
            < 15 => (mixed >> 8) % 600,
            _ => (mixed >> 8) % 9000,
        });
    }

    internal byte[] Payload(ulong seed)
    {
        byte[] payload = new byte[Length(seed)];
        Write(payload, seed);
        return payload;
    }

    internal void Write(Span<byte> payload, ulong seed)
    {
        BinaryPrimitives.WriteInt32LittleEndian(payload, Round);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], Writer);
        BinaryPrimitives.WriteInt32LittleEndian(payload[8..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(payload[12..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(payload[16..], Count);
        ulong state = Key(seed);
        for (int at = NameSize; at < payload.Length; at++)
        {
            state = (at & 7) == 4 ? Mix(state) : state >> 8;
            payload[at] = (byte)state;
        }
    }

    /// <summary>Reads a name, and compares every byte behind it; null if one is not as it was written.</summary>
    internal static TortureRecord? Parse(ReadOnlySpan<byte> payload, ulong seed)
    {
        if (payload.Length < NameSize)
        {
            return null;
        }

        var record = new TortureRecord(
            BinaryPrimitives.ReadInt32LittleEndian(payload),
            BinaryPrimitives.ReadInt32LittleEndian(payload[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[16..]));
        return payload.SequenceEqual(record.Payload(seed)) ? record : null;
    }

    private ulong Key(ulong seed) => Mix(Mix(Mix(seed ^ (uint)Round) ^ (((ulong)(uint)Writer << 32) | (uint)Number)) ^ (((ulong)(uint)Index << 32) | (uint)Count));

    // The finalizer of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
