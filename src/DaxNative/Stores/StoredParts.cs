using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>A range taken apart: what is stored past the caches, and before and after it what is stored into them. In bytes.</summary>
/// <param name="Head">Stored into the cache, and then flushed; ends where a line ends.</param>
/// <param name="Body">Stored past the caches; begins and ends between units, and shares no line with head or tail.</param>
/// <param name="Tail">Stored into the cache, and then flushed; begins where a line begins.</param>
internal readonly record struct StoredParts(nuint Head, nuint Body, nuint Tail)
{
    /// <summary>What non-temporal stores are combined into on every x86-64 CPU. A flush of a longer line covers it too.</summary>
    internal const nuint Line = 64;

    /// <summary>What a power cut keeps whole, and the least that can be stored past the caches.</summary>
    internal const nuint Unit = sizeof(ulong);

    /// <param name="address">Where the range begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="bodyOfUnits">
    /// Whether a part of a line that consists of whole units belongs to the body; if not, the body is whole lines only. A
    /// part with an odd end never does: it needs an ordinary store, and both kinds in one line would write it back twice.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static StoredParts Of(nuint address, nuint length, bool bodyOfUnits)
    {
        if (bodyOfUnits && ((address | length) & (Unit - 1)) == 0)
        {
            return new StoredParts(0, length, 0);
        }

        nuint odd = (bodyOfUnits ? Unit : Line) - 1;
        nuint head = Math.Min((0 - address) & (Line - 1), length);
        nuint tail = (length - head) & (Line - 1);
        nuint body = length - head - tail;
        if ((tail & odd) == 0)
        {
            body += tail;
            tail = 0;
        }

        // A range within one line is all head, and both of its ends count.
        if (((address | head) & odd) == 0)
        {
            body += head;
            head = 0;
        }

        return new StoredParts(head, body, tail);
    }
}
