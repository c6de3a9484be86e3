using System.Buffers.Binary;

namespace DaxNative.LogCrashes;

/// <summary>A record that says which it is, and whose every byte follows from that.</summary>
internal static class LogPayload
{
    /// <summary>The shortest: who wrote it, and which of theirs it is.</summary>
    internal const int Least = 8;

    internal static void Fill(Span<byte> payload, int writer, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(payload, writer);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], number);
        for (int i = Least; i < payload.Length; i++)
        {
            payload[i] = ByteAt(writer, number, i);
        }
    }

    internal static byte[] Make(int writer, int number, int length)
    {
        byte[] payload = new byte[length];
        Fill(payload, writer, number);
        return payload;
    }

    internal static (int Writer, int Number) Read(ReadOnlySpan<byte> payload) => payload.Length < Least
        ? (-1, -1)
        : (BinaryPrimitives.ReadInt32LittleEndian(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[4..]));

    // Never zero: what was not stored cannot pass.
    private static byte ByteAt(int writer, int number, int at) => (byte)(1 | ((number * 131) + (writer * 31) + (at * 7)));
}
