using DaxNative.Log;

namespace DaxNative.LogCrashes;

/// <summary>What a log holds of one writer when everything up to an operation is done, and nothing behind it. Immutable.</summary>
/// <param name="Operation">The last one; -1 before the first.</param>
/// <param name="Records">The writer's records that are there, by their numbers, in order.</param>
/// <param name="Checkpoint">Which of the checkpoints is set; -1 for none.</param>
internal sealed record LogContent(int Operation, int[] Records, int Checkpoint)
{
    internal static LogContent Empty { get; } = new(-1, [], -1);

    /// <summary>With more records, the next ones of the writer.</summary>
    internal LogContent With(int first, int count) => this with { Records = [.. Records, .. Enumerable.Range(first, count)] };
}

/// <summary>A record that a run appends.</summary>
/// <param name="payload">Its bytes.</param>
/// <param name="begun">When it was handed over.</param>
internal sealed class AppendedRecord(byte[] payload, int begun)
{
    internal byte[] Payload => payload;

    internal int Begun => begun;

    /// <summary>When its append returned.</summary>
    internal int Ended { get; set; } = int.MaxValue;

    /// <summary>What its append returned.</summary>
    internal LogSequenceNumber? Number { get; set; }
}
