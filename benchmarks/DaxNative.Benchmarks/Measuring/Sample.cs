using System.Runtime.InteropServices;

namespace DaxNative.Benchmarks;

/// <summary>What a peer is asked to do: the same structure as <c>sample.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Sample
{
    internal const int LineSize = 64;
    internal const int BatchLines = 64;

    /// <summary>Every other line, so that no two of a batch are one range.</summary>
    internal const int BatchStride = 2 * LineSize;
    internal const byte FillValue = 0x5a;

    /// <summary>Address of the mapped area.</summary>
    internal nint Memory { get; init; }

    /// <summary>Of the first operation in the area, in bytes.</summary>
    internal long Offset { get; init; }

    /// <summary>From one operation to the next, in bytes.</summary>
    internal long Stride { get; init; }

    /// <summary>Of one operation, in bytes.</summary>
    internal long Size { get; init; }

    /// <summary>Operations.</summary>
    internal long Count { get; init; }

    /// <summary>Address of what is copied, or of a path that ends in a zero byte.</summary>
    internal nint Source { get; init; }

    /// <summary>Address of the function that stores to the lines behind the first: the same for everybody.</summary>
    internal nint DirtyRest { get; init; }
}
