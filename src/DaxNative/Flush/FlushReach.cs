namespace DaxNative;

/// <summary>How far towards the memory a flush instruction brings a line, as the manuals promise it.</summary>
internal static class FlushReach
{
    /// <summary>Whether the line gets to where a platform with power-fail protection saves it.</summary>
    internal static bool ReachesPersistence(this FlushInstruction instruction) =>
        instruction is not (FlushInstruction.None or FlushInstruction.DcCvac);

    /// <summary>
    /// What has to be taken on trust all the same; null where nothing has. The point of persistence exists only where the
    /// memory system has one, and no register says so (Arm ARM, D7.5.9.2).
    /// </summary>
    internal static string? Assumption(this FlushInstruction instruction) => instruction is FlushInstruction.DcCvap or FlushInstruction.DcCvadp
        ? "that the memory system has a point of persistence for the flush to reach, nothing says"
        : null;

    /// <summary>Why the CPU cannot make a store durable, as the end of a sentence.</summary>
    internal static string Shortcoming(FlushInstruction instruction) => instruction == FlushInstruction.DcCvac
        ? "DC CVAC cleans to the point of coherency only, and a cache may lie between that and the memory"
        : "this CPU has no cache-line flush instruction that DaxNative knows";
}
