using System.Buffers.Binary;
using System.Text;

namespace DaxNative.Samples;

/// <summary>A record of the log: an event of an actor, or the mark that its events were deleted up to a number.</summary>
/// <param name="Id">The actor's persistence id.</param>
/// <param name="Number">The event's number; of a mark, the greatest that there was.</param>
/// <param name="DeletedTo">0 for an event.</param>
/// <param name="Event">The event as Akka serialises it; empty for a mark.</param>
internal readonly record struct EventRecord(string Id, long Number, long DeletedTo, byte[] Event)
{
    private const int HeaderSize = 20;

    /// <summary>Gets the most that it takes of the log, with the log's own header and padding.</summary>
    internal long Size => HeaderSize + Encoding.UTF8.GetByteCount(Id) + Event.Length + 128;

    internal byte[] Encode()
    {
        byte[] id = Encoding.UTF8.GetBytes(Id);
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt64LittleEndian(header, Number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), DeletedTo);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), id.Length);
        return [.. header, .. id, .. Event];
    }

    internal static EventRecord Decode(ReadOnlySpan<byte> bytes)
    {
        int end = HeaderSize + BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        return new EventRecord(
            Encoding.UTF8.GetString(bytes[HeaderSize..end]), BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), bytes[end..].ToArray());
    }
}
