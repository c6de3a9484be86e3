using System.Numerics;

namespace DaxNative.Testing;

/// <summary>Which images have been explored, with which operations completed, and at which depth. Thread-safe; only grows.</summary>
internal sealed class VisitedImages
{
    /// <summary>Crashes of the run, of its recovery, and of the recovery after that.</summary>
    internal const int Levels = 3;

    private const ulong LevelBits = (1 << Levels) - 1;
    private const int Parts = 64;

    private readonly Part[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new Part())];

    /// <summary>Adds an image.</summary>
    /// <returns>Whether it was not there at this depth.</returns>
    internal bool Add(ulong hash, int level)
    {
        Part part = _parts[hash >> 58];
        lock (part)
        {
            return part.Add(KeyOf(hash), 1UL << level);
        }
    }

    /// <summary>How many images were met at a depth and at none before it.</summary>
    internal long CountOf(int level) => _parts.Sum(part => part.CountOf(level));

    internal bool Contains(ulong hash, int level)
    {
        Part part = _parts[hash >> 58];
        lock (part)
        {
            return part.Contains(KeyOf(hash), 1UL << level);
        }
    }

    // Never zero, which is an empty place.
    private static ulong KeyOf(ulong hash) => (hash & ~LevelBits) | (LevelBits + 1);

    private sealed class Part
    {
        private ulong[] _keys = new ulong[64];
        private int _count;

        internal long CountOf(int level) => _keys.LongCount(key => key != 0 && BitOperations.TrailingZeroCount(key) == level);

        internal bool Add(ulong key, ulong level)
        {
            int at = Find(key);
            if (_keys[at] == 0)
            {
                _keys[at] = key | level;
                if (++_count > _keys.Length / 2)
                {
                    Grow();
                }

                return true;
            }

            bool isNew = (_keys[at] & level) == 0;
            _keys[at] |= level;
            return isNew;
        }

        internal bool Contains(ulong key, ulong level) => (_keys[Find(key)] & level) != 0;

        // Where it is, or where it belongs. The part was chosen by the highest bits, the place by those below.
        private int Find(ulong key)
        {
            int mask = _keys.Length - 1;
            int at = (int)(key >> 24) & mask;
            while (_keys[at] != 0 && (_keys[at] & ~LevelBits) != key)
            {
                at = (at + 1) & mask;
            }

            return at;
        }

        private void Grow()
        {
            ulong[] old = _keys;
            _keys = new ulong[old.Length * 2];
            foreach (ulong key in old.Where(key => key != 0))
            {
                _keys[Find(key & ~LevelBits)] = key;
            }
        }
    }
}
