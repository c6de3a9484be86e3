using System.Buffers.Binary;

namespace DaxNative.Log;

/// <summary>An end that was cut off: the records from a number on that lie before a position are given up.</summary>
/// <param name="From">The first number that is given up.</param>
/// <param name="Position">Where the cut stands, itself a record.</param>
internal readonly record struct LogCut(LogSequenceNumber From, long Position)
{
    internal static LogCut Read(LogMemory memory, RecordHeader header) => new(
        new LogSequenceNumber(BinaryPrimitives.ReadInt64LittleEndian(memory.Read(header.Position + RecordHeader.Size, sizeof(long)))), header.Position);

    internal bool Covers(LogSequenceNumber number) => number >= From && number.Position < Position;
}

/// <summary>The cuts behind a log's head, in their order. Immutable: a reader keeps the one that it looked at.</summary>
internal sealed class LogCuts
{
    private readonly LogCut[] _cuts;

    private LogCuts(LogCut[] cuts) => _cuts = cuts;

    internal static LogCuts None { get; } = new([]);

    internal bool IsEmpty => _cuts.Length == 0;

    internal static LogCuts Of(IReadOnlyCollection<LogCut> cuts) => cuts.Count == 0 ? None : new([.. cuts]);

    internal LogCuts With(LogCut cut) => new([.. _cuts, cut]);

    /// <summary>Those that lie behind a new head.</summary>
    internal LogCuts From(long head) => _cuts.Length == 0 || _cuts[0].Position >= head ? this : Of([.. _cuts.Where(cut => cut.Position >= head)]);

    /// <summary>Whether a record is given up.</summary>
    internal bool Covers(LogSequenceNumber number) => Find(number) is not null;

    /// <summary>What a record was given up by; null if it is there.</summary>
    internal LogCut? Find(LogSequenceNumber number)
    {
        foreach (LogCut cut in _cuts)
        {
            if (cut.Covers(number))
            {
                return cut;
            }
        }

        return null;
    }
}
