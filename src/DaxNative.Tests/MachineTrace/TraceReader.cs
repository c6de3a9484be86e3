using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>Reads the file that the tracer writes (docs/machine-traces.md).</summary>
internal static class TraceReader
{
    internal const int HeaderSize = 64;

    internal const int RecordSize = 32;

    private const int NonTemporal = 1;

    internal static IEnumerable<MachineEvent> Read(string path, TraceExtents extents)
    {
        using FileStream stream = File.OpenRead(path);
        foreach (MachineEvent one in Read(stream, extents))
        {
            yield return one;
        }
    }

    /// <exception cref="InvalidDataException">It is no trace, or not a whole one.</exception>
    internal static IEnumerable<MachineEvent> Read(Stream stream, TraceExtents extents)
    {
        byte[] bytes = new byte[HeaderSize];
        if (stream.ReadAtLeast(bytes, HeaderSize, throwOnEndOfStream: false) != HeaderSize
            || !bytes.AsSpan(0, 8).SequenceEqual("DAXTRACE"u8)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) != 1
            || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)) != RecordSize)
        {
            throw new InvalidDataException("This is no machine trace of version 1.");
        }

        for (long number = 0; ; number++)
        {
            if (stream.ReadAtLeast(bytes.AsSpan(0, RecordSize), RecordSize, throwOnEndOfStream: false) != RecordSize)
            {
                throw new InvalidDataException($"The trace breaks off after {number} events: the machine was stopped.");
            }

            MachineEvent one = Parse(bytes, number, extents);
            if (one.Kind == MachineEventKind.End)
            {
                if (one.Value != (ulong)number)
                {
                    throw new InvalidDataException($"The trace has {number} events and says {one.Value}.");
                }

                yield break;
            }

            yield return one;
        }
    }

    private static MachineEvent Parse(ReadOnlySpan<byte> bytes, long number, TraceExtents extents)
    {
        var kind = (MachineEventKind)bytes[24];
        (string? file, long offset) = kind is >= MachineEventKind.Store and <= MachineEventKind.Clflush
            ? extents.Find(BinaryPrimitives.ReadInt64LittleEndian(bytes))
            : (null, 0);
        return new MachineEvent(
            number,
            kind,
            file,
            offset,
            bytes[25],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            (bytes[28] & NonTemporal) != 0,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
    }
}
