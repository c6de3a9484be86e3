namespace DaxNative.Testing;

/// <summary>
/// Where a memory may have been stored to since it was last put right: what the library stored, and apart from that what was handed out to
/// be stored to, of which only a comparison tells whether it was. Filled by any thread.
/// </summary>
internal sealed class TouchedLines(long length)
{
    private readonly Lock _gate = new();
    private readonly List<(long Offset, long Length)> _kept = [];

    /// <summary>What was handed out.</summary>
    internal LineSet HandedOut { get; } = new((int)(length / Lines.LineSize));

    /// <summary>What was handed out or stored by the library.</summary>
    internal LineSet All { get; } = new((int)(length / Lines.LineSize));

    /// <summary>How many lines were compared or copied: what the work of an image is measured by.</summary>
    internal long Looked { get; set; }

    internal void Store(long offset, long length) => Add(All, offset, length);

    internal void HandOut(long offset, long length, bool isKept)
    {
        Add(All, offset, length);
        Add(HandedOut, offset, length);
        if (isKept)
        {
            lock (_gate)
            {
                _kept.Add((offset, length));
            }
        }
    }

    /// <summary>Forgets all but the pointers that were handed out: those may be used for as long as there is the memory.</summary>
    internal void Clear()
    {
        All.Clear();
        HandedOut.Clear();
        if (_kept.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach ((long offset, long length) in _kept)
            {
                Add(All, offset, length);
                Add(HandedOut, offset, length);
            }
        }
    }

    private static void Add(LineSet lines, long offset, long length)
    {
        if (length != 0)
        {
            lines.Add((int)(offset / Lines.LineSize), (int)((offset + length - 1) / Lines.LineSize) + 1);
        }
    }
}
