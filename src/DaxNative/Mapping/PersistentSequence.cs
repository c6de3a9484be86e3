using System.Buffers;

namespace DaxNative;

/// <summary>A part of a mapping of any length, cut into memories that a span can hold.</summary>
internal sealed class PersistentSequence : ReadOnlySequenceSegment<byte>
{
    private const int MostInOne = 1 << 30;

    private PersistentSequence(ReadOnlyMemory<byte> memory, long before) => (Memory, RunningIndex) = (memory, before);

    internal static ReadOnlySequence<byte> Of(PersistentMapping mapping, long offset, long length)
    {
        if (length <= MostInOne)
        {
            return new ReadOnlySequence<byte>(mapping.AsReadOnlyMemory(offset, (int)length));
        }

        var first = new PersistentSequence(mapping.AsReadOnlyMemory(offset, MostInOne), 0);
        PersistentSequence last = first;
        for (long at = MostInOne; at < length; at += MostInOne)
        {
            var next = new PersistentSequence(mapping.AsReadOnlyMemory(offset + at, (int)Math.Min(MostInOne, length - at)), at);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
