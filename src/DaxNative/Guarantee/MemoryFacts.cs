namespace DaxNative;

/// <summary>Everything that decides the granularity of one mapping, gathered before and by the mmap.</summary>
internal sealed record MemoryFacts
{
    internal required string Path { get; init; }

    /// <summary>Device-dax: there is no msync, so page granularity does not exist.</summary>
    internal required bool IsDevice { get; init; }

    internal required bool IsMapSync { get; init; }

    /// <summary>Whether loads and stores go to the memory itself, with or without MAP_SYNC: a device, or a DAX file.</summary>
    internal required bool IsDax { get; init; }

    internal required Backing Backing { get; init; }

    /// <summary>Why the memory does not outlive a power loss; null where it does.</summary>
    internal string? VolatileBecause { get; init; }

    /// <summary>Why the kernel gave no MAP_SYNC; null where it did or was not asked.</summary>
    internal string? NoMapSyncBecause { get; init; }

    /// <summary>What the file's user can do to get MAP_SYNC.</summary>
    internal string MapSyncRemedy { get; init; } = "";

    /// <summary>The instruction chosen; None when the CPU has none that DaxNative knows.</summary>
    internal required FlushInstruction Instruction { get; init; }

    internal ForcedGranularity? Forced { get; init; }

    /// <summary>Whether there is an instruction to execute, wherever it brings the line.</summary>
    internal bool CpuHasFlush => Instruction != FlushInstruction.None;

    /// <summary>Whether the CPU makes a store durable: the flush reaches far enough, or the caches themselves are saved.</summary>
    internal bool CpuMakesDurable => Instruction.ReachesPersistence() || (CpuHasFlush && Backing.Weakest == PersistenceDomain.CpuCache);
}
