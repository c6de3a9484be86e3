using System.Globalization;

namespace DaxNative.Testing;

/// <summary>What is odd about a run's flushes and drains, crash or no crash.</summary>
public enum FlushFindingKind
{
    /// <summary>An operation was completed, or the run ended, and what it stored had not been flushed.</summary>
    StoreNotFlushed,

    /// <summary>An operation was completed, or the run ended, and what it had flushed was not drained.</summary>
    FlushNotDrained,

    /// <summary>A line was flushed with nothing in it to flush.</summary>
    CleanLineFlushed,

    /// <summary>A thread drained and had nothing to drain.</summary>
    EmptyDrain,
}

/// <summary>Something odd, counted for all operations of one name.</summary>
/// <param name="Kind">What is odd.</param>
/// <param name="Operation">The operations' name; empty for what was done outside of any.</param>
/// <param name="Count">How often: lines, or drains.</param>
/// <param name="FirstOffset">Where it was first, in bytes; 0 for a drain.</param>
/// <param name="FirstSource">Where in the source it was first, or what completed without it; null if not known.</param>
public sealed record FlushFinding(FlushFindingKind Kind, string Operation, long Count, long FirstOffset, string? FirstSource)
{
    /// <summary>Gets the finding in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Describe()}: {Count:N0} in {(Operation.Length == 0 ? "no operation" : $"'{Operation}'")}{(Kind == FlushFindingKind.EmptyDrain ? "" : $", first at offset {FirstOffset}")}{(FirstSource is null ? "" : $", {FirstSource}")}");

    private string Describe() => Kind switch
    {
        FlushFindingKind.StoreNotFlushed => "lines stored to and not flushed when the operation was completed",
        FlushFindingKind.FlushNotDrained => "lines flushed and not drained when the operation was completed",
        FlushFindingKind.CleanLineFlushed => "flushes of clean lines",
        _ => "drains with nothing to drain",
    };
}
