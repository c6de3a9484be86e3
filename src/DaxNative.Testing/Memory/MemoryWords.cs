using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Testing;

/// <summary>A simulated mapping's memory as words, and the search for lines that differ from what they were.</summary>
internal static class MemoryWords
{
    /// <summary>All of the memory.</summary>
    internal static Span<ulong> Of(PersistentMapping mapping) =>
        MemoryMarshal.Cast<byte, ulong>(mapping.AsSpan(0, (int)mapping.Length));

    /// <summary>Finds the first line, from one on, whose words differ.</summary>
    /// <returns>The line; the number of lines if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int NextDifference(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int line)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        int lines = Math.Min(left.Length, right.Length) / Lines.WordsInLine;
        for (; line < lines; line++)
        {
            // SAFETY: a whole line lies before the end of both spans.
            nuint at = (nuint)line * Lines.WordsInLine;
            if (Vector512.IsHardwareAccelerated)
            {
                if (Vector512.LoadUnsafe(ref first, at) != Vector512.LoadUnsafe(ref second, at))
                {
                    return line;
                }
            }
            else if (Vector256.LoadUnsafe(ref first, at) != Vector256.LoadUnsafe(ref second, at)
                || Vector256.LoadUnsafe(ref first, at + 4) != Vector256.LoadUnsafe(ref second, at + 4))
            {
                return line;
            }
        }

        return lines;
    }

    /// <summary>Makes the memory what it was, by storing to lines that differ only.</summary>
    internal static void Restore(Span<ulong> memory, ReadOnlySpan<ulong> wanted)
    {
        int lines = memory.Length / Lines.WordsInLine;
        for (int line = NextDifference(memory, wanted, 0); line < lines; line = NextDifference(memory, wanted, line + 1))
        {
            wanted.Slice(line * Lines.WordsInLine, Lines.WordsInLine).CopyTo(memory[(line * Lines.WordsInLine)..]);
        }
    }
}
