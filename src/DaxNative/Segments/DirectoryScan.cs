namespace DaxNative;

/// <summary>What a directory holds, read whole and checked before anything is changed.</summary>
internal sealed class DirectoryScan
{
    private readonly PersistentMapping _mapping;
    private readonly DirectoryLayout _layout;
    private readonly Dictionary<long, (SegmentEntry Entry, int Slot, Dictionary<int, int> Chunks)> _segments = [];
    private readonly List<int> _freeSlots = [];
    private readonly List<int> _freeChunks = [];

    /// <exception cref="DaxException"><see cref="DaxError.Corrupt"/>: it says what cannot be.</exception>
    internal DirectoryScan(PersistentMapping mapping, DirectoryLayout layout)
    {
        _mapping = mapping;
        _layout = layout;
        NextId = mapping.ReadOnlyRef<long>(DirectoryLayout.NextIdOffset);
        ReadEntries();
        ReadWords();
    }

    internal long NextId { get; }

    internal IEnumerable<(SegmentEntry Entry, int Slot, Dictionary<int, int> Chunks)> Segments => _segments.Values;

    internal IReadOnlyList<int> FreeSlots => _freeSlots;

    /// <summary>Those that nobody's word names, or the word of a segment that is gone.</summary>
    internal IReadOnlyList<int> FreeChunks => _freeChunks;

    private void ReadEntries()
    {
        Require(NextId is >= SegmentEntry.FirstId and <= ChunkWord.MostId + 1, DirectoryLayout.NextIdOffset, "The count of segments is damaged.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int slot = 0; slot < _layout.EntryCount; slot++)
        {
            long offset = DirectoryLayout.EntryOffset(slot);
            if (SegmentEntry.Read(_mapping, offset) is not { } entry)
            {
                _freeSlots.Add(slot);
                continue;
            }

            Require(entry.Id > 0 && entry.Id < NextId && names.Add(entry.Name) && _segments.TryAdd(entry.Id, (entry, slot, [])), offset, "Two entries name one segment, or one that was never made.");
        }
    }

    private void ReadWords()
    {
        for (int chunk = 0; chunk < _layout.ChunkCount; chunk++)
        {
            long offset = _layout.WordOffset(chunk);
            var word = ChunkWord.Of(_mapping.ReadOnlyRef<long>(offset));

            // Of an id to come it would be given to the segment that gets it.
            Require(word.Id < NextId, offset, "A chunk says that it is of a segment that was never made.");
            if (!_segments.TryGetValue(word.Id, out (SegmentEntry Entry, int Slot, Dictionary<int, int> Chunks) owner))
            {
                _freeChunks.Add(chunk);
                continue;
            }

            Require(owner.Chunks.TryAdd(word.Index, chunk), offset, "Two chunks say that they are the same part of a segment.");
        }
    }

    private void Require(bool isTrue, long offset, string problem)
    {
        if (!isTrue)
        {
            throw SegmentFailures.Corrupt(_mapping.Path, offset, problem);
        }
    }
}
