using System.Buffers.Binary;

namespace DaxNative.LogCrashes;

/// <summary>A record that says which it is, and whose every byte follows from that.</summary>
internal static class LogPayload
{
    /// <summary>The shortest: who wrote it, and which of theirs it is.</summary>
    internal const int Least = 8;

    /// <summary>The number of a record that nobody commits.</summary>
    internal const int Uncommitted = int.MaxValue;

    internal static byte[] Make(int writer, int number, int length)
    {
        byte[] payload = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, writer);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), number);
        for (int i = Least; i < length; i++)
        {
            payload[i] = ByteAt(writer, number, i);
        }

        return payload;
    }

    internal static (int Writer, int Number) Read(ReadOnlySpan<byte> payload) => payload.Length < Least
        ? (-1, -1)
        : (BinaryPrimitives.ReadInt32LittleEndian(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[4..]));

    // Never zero: what was not stored cannot pass.
    private static byte ByteAt(int writer, int number, int at) => (byte)(1 | ((number * 131) + (writer * 31) + (at * 7)));
}
