namespace DaxNative.Tests;

/// <summary>As the tracer numbers them.</summary>
internal enum MachineEventKind : byte
{
    Store = 1,
    Clwb,
    ClflushOpt,
    Clflush,
    Sfence,
    Mfence,

    /// <summary>An instruction that locks the bus, which is a fence too.</summary>
    Locked,

    /// <summary>A flush of which the tracer could not tell the line.</summary>
    UnknownFlush,

    /// <summary>The last record of a whole trace.</summary>
    End = 255,
}

/// <summary>One thing that the CPU did.</summary>
/// <param name="Number">Its place in the order of all.</param>
/// <param name="Kind">What.</param>
/// <param name="File">The file that it was done to; null for a fence, and for memory that belongs to no file.</param>
/// <param name="Offset">In the file, in bytes.</param>
/// <param name="Size">Of a store, 1 to 8 bytes.</param>
/// <param name="Value">Of a store.</param>
/// <param name="IsNonTemporal">Whether the store went past the caches.</param>
/// <param name="Thread">Whose it was; from 1.</param>
/// <param name="Pc">Where the instruction is.</param>
internal readonly record struct MachineEvent(
    long Number, MachineEventKind Kind, string? File, long Offset, int Size, ulong Value, bool IsNonTemporal, int Thread, ulong Pc)
{
    internal const int LineSize = 64;

    internal bool IsFlush => Kind is MachineEventKind.Clwb or MachineEventKind.ClflushOpt or MachineEventKind.Clflush;

    internal bool IsFence => Kind is MachineEventKind.Sfence or MachineEventKind.Mfence or MachineEventKind.Locked;

    /// <summary>Where its first line begins.</summary>
    internal long Line => Offset & -LineSize;

    internal long End => Offset + Size;

    internal byte ByteAt(long offset) => (byte)(Value >> (int)(8 * (offset - Offset)));

    public override string ToString() => Kind switch
    {
        MachineEventKind.Store => $"event {Number}: {(IsNonTemporal ? "non-temporal store" : "store")} of {Size} bytes, 0x{Value:X}, to {File} at {Offset}, by the instruction at 0x{Pc:X}",
        _ when IsFlush => $"event {Number}: {Kind} of the line at {Line} of {File}",
        _ => $"event {Number}: {Kind} at 0x{Pc:X}",
    };
}
