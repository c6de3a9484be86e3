using System.Globalization;

namespace DaxNative.Logs;

/// <summary>
/// Where a record stands in the log's whole history. Later records have greater numbers; numbers are never used again.
/// </summary>
/// <param name="Value">The line at which the record begins, counted from the log's creation, times 65,536, plus the index within its transaction.</param>
public readonly record struct LogSequenceNumber(long Value) : IComparable<LogSequenceNumber>
{
    private const int IndexBits = 16;

    /// <summary>The most records that a transaction can have.</summary>
    internal const int MostIndexes = 1 << IndexBits;

    internal LogSequenceNumber(long position, int index)
        : this((long)((ulong)position / LogLayout.LineSize << IndexBits) | (uint)index)
    {
    }

    /// <summary>In bytes, counted from the log's creation.</summary>
    internal long Position => (Value >> IndexBits) * LogLayout.LineSize;

    internal int Index => (int)(Value & (MostIndexes - 1));

    /// <summary>Gets whether one number is before another.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when it is.</returns>
    public static bool operator <(LogSequenceNumber left, LogSequenceNumber right) => left.Value < right.Value;

    /// <summary>Gets whether one number is after another.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when it is.</returns>
    public static bool operator >(LogSequenceNumber left, LogSequenceNumber right) => left.Value > right.Value;

    /// <summary>Gets whether one number is not after another.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when it is not.</returns>
    public static bool operator <=(LogSequenceNumber left, LogSequenceNumber right) => left.Value <= right.Value;

    /// <summary>Gets whether one number is not before another.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when it is not.</returns>
    public static bool operator >=(LogSequenceNumber left, LogSequenceNumber right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(LogSequenceNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
