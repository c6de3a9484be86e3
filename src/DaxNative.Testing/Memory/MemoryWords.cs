using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Testing;

/// <summary>A simulated mapping's memory as words, and the search for lines that differ from what they were.</summary>
internal static class MemoryWords
{
    /// <summary>All of the memory. Nobody hears that it is handed out.</summary>
    internal static Span<ulong> Of(PersistentMapping mapping)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(mapping.AsReadOnlySpan(0, (int)mapping.Length));
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(words), words.Length);
    }

    /// <summary>Finds the pages that hold lines of a set, in order.</summary>
    internal static int[] PagesOf(LineSet lines)
    {
        const int InPage = Lines.PageSize / Lines.LineSize;
        var pages = new List<int>();
        for (int first = lines.NextRun(0, out int end); first != LineSet.None; first = lines.NextRun(end, out end))
        {
            for (int page = first / InPage; page <= (end - 1) / InPage; page++)
            {
                if (pages.Count == 0 || pages[^1] != page)
                {
                    pages.Add(page);
                }
            }
        }

        return [.. pages];
    }

    /// <summary>Copies pages to where all is zero.</summary>
    internal static void CopyPages(ReadOnlySpan<ulong> from, Span<ulong> to, ReadOnlySpan<int> pages)
    {
        foreach (int page in pages)
        {
            Page(from, page).CopyTo(to[(page * Lines.WordsInPage)..]);
        }
    }

    private static ReadOnlySpan<ulong> Page(ReadOnlySpan<ulong> words, int page)
    {
        ReadOnlySpan<ulong> rest = words[(page * Lines.WordsInPage)..];
        return rest[..Math.Min(rest.Length, Lines.WordsInPage)];
    }

    /// <summary>Finds the first line, from one on, whose words differ.</summary>
    /// <returns>The line; the end if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int NextDifference(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int line, int end)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Math.Min(left.Length, right.Length) / Lines.WordsInLine);
        for (; line < end; line++)
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

        return end;
    }

    /// <summary>Makes lines what they were, by storing to those that differ only.</summary>
    internal static void Restore(Span<ulong> memory, ReadOnlySpan<ulong> wanted, int first, int end)
    {
        for (int line = NextDifference(memory, wanted, first, end); line < end; line = NextDifference(memory, wanted, line + 1, end))
        {
            wanted.Slice(line * Lines.WordsInLine, Lines.WordsInLine).CopyTo(memory[(line * Lines.WordsInLine)..]);
        }
    }
}
