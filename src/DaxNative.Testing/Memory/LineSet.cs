using System.Numerics;

namespace DaxNative.Testing;

/// <summary>
/// A set of lines: filled by any thread, gone through in order and emptied by one. Costs what is in it, however long the memory is.
/// </summary>
/// <remarks>
/// A bit for each line, above it a bit for each 64 of them that are not all missing, and so on. Bits are set from the top down: where a
/// line's bit is seen, all above it are there.
/// </remarks>
internal sealed class LineSet
{
    /// <summary>What comes behind the last line of a set.</summary>
    internal const int None = int.MaxValue;

    private const int Bits = 64;
    private const int BitsOfALevel = 6;

    private readonly long[][] _levels;

    internal LineSet(int lines)
    {
        var levels = new List<long[]>();
        int count = lines;
        do
        {
            count = (count + Bits - 1) / Bits;
            levels.Add(new long[count]);
        }
        while (count > 1);
        _levels = [.. levels];
    }

    /// <summary>Adds lines that follow each other.</summary>
    internal void Add(int first, int end)
    {
        // Most are there already.
        if (end - first == 1 && (Volatile.Read(ref _levels[0][first / Bits]) & (1L << first)) != 0)
        {
            return;
        }

        for (int level = _levels.Length - 1; level >= 0; level--)
        {
            AddTo(_levels[level], first >> (BitsOfALevel * level), (end - 1) >> (BitsOfALevel * level));
        }
    }

    /// <summary>Finds lines that follow each other, at or behind one.</summary>
    /// <param name="from">Where to look from.</param>
    /// <param name="end">The line behind the last one of them.</param>
    /// <returns>The first of them; <see cref="None"/> if there are no more.</returns>
    internal int NextRun(int from, out int end)
    {
        int first = Next(from);
        end = first;
        if (first == None)
        {
            return None;
        }

        long[] leaves = _levels[0];
        do
        {
            end += Math.Min(BitOperations.TrailingZeroCount(~(leaves[end / Bits] >> end)), Bits - (end % Bits));
        }
        while (end % Bits == 0 && end / Bits < leaves.Length && (leaves[end / Bits] & 1) != 0);
        return first;
    }

    /// <summary>Empties it. Nobody may add meanwhile what is to stay.</summary>
    internal void Clear() => Clear(_levels.Length - 1, 0);

    private static void AddTo(long[] words, int first, int last)
    {
        for (int word = first / Bits; word <= last / Bits; word++)
        {
            long bits = word == first / Bits ? -1L << first : -1L;
            bits &= word == last / Bits ? (long)(ulong.MaxValue >> (Bits - 1 - (last % Bits))) : -1L;
            if ((Volatile.Read(ref words[word]) & bits) != bits)
            {
                Interlocked.Or(ref words[word], bits);
            }
        }
    }

    // Up to where there is anything behind, and down to it.
    private int Next(int from)
    {
        int level = 0;
        int at = from;
        while (level < _levels.Length)
        {
            int word = at / Bits;
            if (word >= _levels[level].Length)
            {
                return None;
            }

            long bits = _levels[level][word] & (-1L << at);
            if (bits == 0)
            {
                (level, at) = (level + 1, word + 1);
                continue;
            }

            at = (word * Bits) + BitOperations.TrailingZeroCount(bits);
            if (level == 0)
            {
                return at;
            }

            (level, at) = (level - 1, at * Bits);
        }

        return None;
    }

    private void Clear(int level, int word)
    {
        long bits = _levels[level][word];
        _levels[level][word] = 0;
        for (; level > 0 && bits != 0; bits &= bits - 1)
        {
            Clear(level - 1, (word * Bits) + BitOperations.TrailingZeroCount(bits));
        }
    }
}
