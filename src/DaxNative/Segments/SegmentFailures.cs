namespace DaxNative;

/// <summary>What a store of segments refuses, in one place.</summary>
internal static class SegmentFailures
{
    internal static DaxException NotAStore(string path, string problem) => Failed(
        DaxError.NotASegmentStore, path, problem, "Open it with Mode OpenOrCreate where it is empty; Mode Create makes a new store over whatever a file or device holds.");

    internal static DaxException NotVacant(string path) => Failed(
        DaxError.NotASegmentStore, path, "There is something already, and it is no segment store.", "Choose another place, or empty this one; Mode Create makes a new store over whatever a file or device holds.");

    internal static DaxException IsThere(string path) => Failed(
        DaxError.AlreadyExists, path, "There is a segment store already, and a new one was asked for.", "Open it with Mode OpenOrCreate, or choose another place.");

    internal static DaxException UnknownVersion(string path, uint version, uint known) => Failed(
        DaxError.UnknownVersion, path, $"The segment store has version {version} of the format; this program knows version {known}.", "Use a newer DaxNative.");

    internal static DaxException OtherKind(string path) => Failed(
        DaxError.NotASegmentStore, path, "It belongs to a segment store of another kind.", "A store of files is opened by its folder, a store in a file or device by that.");

    internal static DaxException Corrupt(string path, long offset, string problem) => new DaxFailure(
        DaxError.Corrupt, "open", problem, "Restore it from a backup. Nothing was changed.")
    { Path = path, Offset = offset, IsPredicted = true }.ToException();

    internal static DaxException TooShort(string path, long length, long needed) => Failed(
        DaxError.OutOfRange, path, $"{length} bytes are too few for a segment store; it takes {needed} at least.", "Give it more room, or a smaller ChunkSize and MostSegments.");

    internal static DaxException CutShort(string path, long length, long needed) => Failed(
        DaxError.OutOfRange, path, $"The segment store has {needed} bytes, and {length} are there.", "It was cut short, or is opened in part: open all of it, or restore it from a backup.");

    internal static DaxException InUse(string path) => Failed(
        DaxError.Locked, path, "A segment store is open in this mapping already.", "Use that one, or dispose it first.");

    internal static DaxException NoSegment(string path, string name) => Failed(
        DaxError.NotFound, path, $"There is no segment \"{name}\".", "List names those that there are; FileMode.OpenOrCreate makes one.");

    internal static DaxException SegmentExists(string path, string name) => Failed(
        DaxError.AlreadyExists, path, $"There is a segment \"{name}\" already.", "Open it with FileMode.OpenOrCreate, or delete it first.");

    internal static DaxException Deleted(string path, string name) => Failed(
        DaxError.NotFound, path, $"The segment \"{name}\" was deleted.", "Open one of that name anew.");

    internal static DaxException NoChunk(string path, string name, int needed, int free, long chunkSize) => Failed(
        DaxError.NoSpace, path, $"The segment \"{name}\" needs {needed} more chunks of {chunkSize} bytes, and {free} are free.", "Delete or truncate segments, or copy them to a larger store. Nothing was written.", "grow");

    internal static DaxException NoEntry(string path, int most) => Failed(
        DaxError.NoSpace, path, $"The store has names for {most} segments, and all of them are taken.", "Delete segments, or copy them to a store that was made with more (MostSegments).");

    internal static DaxException NoId(string path) => Failed(
        DaxError.NoSpace, path, $"{ChunkWord.MostId} segments were made in this store.", "Copy its segments to a new one.");

    private static DaxException Failed(DaxError error, string path, string problem, string remedy, string operation = "open") =>
        new DaxFailure(error, operation, problem, remedy) { Path = path, IsPredicted = true }.ToException();
}
