namespace DaxNative.Tests;

/// <summary>Faults of the kinds that people make in directories, each of which some crash image shows.</summary>
internal static class SegmentMutants
{
    private const string Store = "ChunkedStore.cs";
    private const string Content = "ChunkedContent.cs";
    private const string Pool = "ChunkPool.cs";
    private const string Place = "StorePlace.cs";
    private const string Scan = "DirectoryScan.cs";

    // One place each that several faults change.
    private const string Zero = "_mapping.Fill(_layout.ChunkOffset(chunk), _layout.ChunkSize, 0, options);";
    private const string Word = "_mapping.StoreAtomic(_layout.WordOffset(taken[i]), new ChunkWord(Id, missing[i]).Value);";
    private const string Entry = "        _mapping.Write(DirectoryLayout.EntryOffset(slot) + SegmentEntry.ContentAt, text);\n";
    private const string Id = "        _mapping.StoreAtomic(DirectoryLayout.EntryOffset(slot), entry.Id);\n";
    private const string Deletion = "_mapping.StoreAtomic(DirectoryLayout.EntryOffset(content.Slot), 0);";
    private const string Freeing = "default(ChunkWord).Value, StoreOptions.NoDrain);";
    private const string Rest = "_layout.ChunkSize - within, 0, StoreOptions.NoDrain);";
    private const string Finish = "        mapping.StoreAtomic(DirectoryLayout.IdentityOffset, MemoryMarshal.Read<long>(line));\n";

    internal static IReadOnlyList<SegmentMutant> All { get; } =
    [
        new("a new chunk is not zeroed", Pool, Zero, "_ = options;", "deletions"),
        new("the zeros of a new chunk are not flushed", Pool, Zero, Zero.Replace("options", "options | StoreOptions.NoFlush"), "deletions"),
        new("the zeros of a new chunk are not drained", Pool, "i == count - 1 ? StoreOptions.None : StoreOptions.NoDrain", "StoreOptions.NoDrain", "deletions"),
        new("the word of a chunk is stored before its zeros", Content, "int[] taken = _pool.Take(Name, missing.Length);", "int[] taken = _pool.Take(Name, missing.Length); for (int i = 0; i < taken.Length; i++) { _mapping.Fill(_layout.ChunkOffset(taken[i]), 8, 0x77); _mapping.StoreAtomic(_layout.WordOffset(taken[i]), new ChunkWord(Id, missing[i]).Value); _mapping.Fill(_layout.ChunkOffset(taken[i]), 8, 0); }", "growth"),
        new("the word of a chunk is not flushed", Content, Word, Word.Replace(".Value)", ".Value, StoreOptions.NoFlush)"), "growth"),
        new("the word of a chunk is drained by nobody before others write there", Content, Word, Word.Replace(".Value)", ".Value, StoreOptions.NoDrain)"), "shared chunk"),
        new("what is written is not flushed", Content, "source[..piece], StoreOptions.NoDrain);", "source[..piece], StoreOptions.NoFlush);", "growth"),
        new("what is written is not drained", Content, "        _mapping.Drain();\n    }\n\n    protected override void Load", "    }\n\n    protected override void Load", "growth"),
        new("an entry's id is stored before its content", Store, Entry + Id, Id + Entry, "growth"),
        new("an entry's content is not flushed", Store, "SegmentEntry.ContentAt, text);", "SegmentEntry.ContentAt, text, StoreOptions.NoFlush);", "growth"),
        new("an id is not counted before it is used", Store, "        _mapping.StoreAtomic(DirectoryLayout.NextIdOffset, _nextId, StoreOptions.NoDrain);\n", "", "growth"),
        new("an id is used again", Store, "_nextId = found.NextId;", "_nextId = found.Segments.Select(segment => segment.Entry.Id).DefaultIfEmpty(0).Max() + 1;", "sessions"),
        new("a deletion is not flushed", Store, Deletion, Deletion.Replace(", 0)", ", 0, StoreOptions.NoFlush)"), "deletions"),
        new("a deletion is not drained", Store, Deletion, Deletion.Replace(", 0)", ", 0, StoreOptions.NoDrain)"), "deletions"),
        new("the chunks of a deleted segment are used before it is gone", Store, Deletion, "foreach (int chunk in content.Chunks) { _mapping.Fill(_layout.ChunkOffset(chunk), _layout.ChunkSize, 0); } " + Deletion, "deletions"),
        new("the chunks of a deleted segment stay taken", Scan, "                _freeChunks.Add(chunk);\n", "                if (word.Id == 0) { _freeChunks.Add(chunk); }\n", "deletions"),
        new("a truncation is not flushed", Content, Freeing, Freeing.Replace("NoDrain", "NoFlush"), "truncations"),
        new("a truncation is not drained", Content, "        _mapping.Drain();\n        int[] left", "        int[] left", "truncations"),
        new("a truncation frees one chunk too many", Content, "_chunks.Skip(kept)", "_chunks.Skip(Math.Max(0, kept - 1))", "truncations"),
        new("the rest of a truncated chunk is not zeroed", Content, "_mapping.Fill(_layout.ChunkOffset(_chunks[kept - 1]) + within, " + Rest, "_ = within;", "truncations"),
        new("the rest of a truncated chunk is not flushed", Content, Rest, Rest.Replace("NoDrain", "NoFlush"), "truncations"),
        new("a store says what it is before it is one", Place, "        mapping.StoreAtomic(DirectoryLayout.IdentityOffset, MemoryMarshal.Read<long>(StoreIdentity.Unfinished));\n", Finish, "creation"),
        new("a store that was made in part is not made again", Place, "mapping.AsReadOnlySpan(DirectoryLayout.IdentityOffset, sizeof(long)).SequenceEqual(StoreIdentity.Unfinished)", "false", "creation"),
        new("an opening after a kill does not write the directory back", Place, "            mapping.Persist(0, layout.DataOffset);\n", "", "killed creation"),
        new("an opening after a kill writes the entries back and not the words", Place, "mapping.Persist(0, layout.DataOffset);", "mapping.Persist(0, layout.WordsOffset);", "killed growth"),
        new("an opening after a kill does not write the segments back", Content, "            _mapping.Persist(_layout.ChunkOffset(chunk), _layout.ChunkSize);\n", "            _ = chunk;\n", "killed write"),
        new("a store in use says that it was closed", Place, "mapping.StoreAtomic(DirectoryLayout.InUseOffset, 1);", "mapping.StoreAtomic(DirectoryLayout.InUseOffset, 0);", "killed creation"),
    ];
}
