namespace DaxNative;

/// <summary>Everything about a piece of mapped memory that decides what is guaranteed for it, whoever asks.</summary>
internal sealed record MemoryFacts
{
    internal const string PrivateMapping = "a private mapping's stores never reach the file";

    internal required string Path { get; init; }

    internal required AreaKind Kind { get; init; }

    /// <summary>Whether the kernel granted MAP_SHARED_VALIDATE|MAP_SYNC, or would.</summary>
    internal bool IsMapSync { get; init; }

    internal required Backing Backing { get; init; }

    /// <summary>Why the memory does not outlive a power loss; null where it does.</summary>
    internal string? VolatileBecause { get; init; }

    /// <summary>Why what the kernel was told to write back is not known to outlive one; null where it is.</summary>
    internal string? UnprovenBecause { get; init; }

    /// <summary>Why the kernel gave no MAP_SYNC; null where it did or was not asked.</summary>
    internal string? NoMapSyncBecause { get; init; }

    /// <summary>What the file's user can do to get MAP_SYNC.</summary>
    internal string MapSyncRemedy { get; init; } = "";

    /// <summary>The instruction that would flush a line; None when the CPU has none that DaxNative knows.</summary>
    internal FlushInstruction Instruction { get; init; } = CpuFlush.Best;

    /// <summary>Device-dax: there is no msync, so page granularity does not exist.</summary>
    internal bool IsDevice => Kind == AreaKind.DeviceDax;

    /// <summary>Whether loads and stores go to the memory itself, with or without MAP_SYNC.</summary>
    internal bool IsDax => Kind is AreaKind.DeviceDax or AreaKind.DaxFile;

    /// <summary>Whether there is an instruction to execute, wherever it brings the line.</summary>
    internal bool CpuHasFlush => Instruction != FlushInstruction.None;

    /// <summary>Whether the CPU makes a store durable: the flush reaches far enough, or the caches themselves are saved.</summary>
    internal bool CpuMakesDurable => Instruction.ReachesPersistence() || (CpuHasFlush && Backing.Weakest == PersistenceDomain.CpuCache);

    /// <summary>Of a shared mapping of a file.</summary>
    internal static MemoryFacts OfFile(LinuxRoot root, FileFacts file)
    {
        Backing backing = BackingResolver.OfFile(root, file.Device, file.Kind, file.Mount, file.MayBeRealTime);
        return new MemoryFacts
        {
            Path = file.Path,
            Kind = file.IsDax == true ? AreaKind.DaxFile : AreaKind.PageCache,
            Backing = backing,
            VolatileBecause = file.Kind == FileSystemKind.Memory ? $"it is on {file.FileSystem}"
                : backing.AnyVolatile ? $"it is on {backing.Describe()}, which is volatile memory"
                : null,
            UnprovenBecause = file.UnprovenBecause ?? backing.UnknownBecause,
        };
    }

    /// <summary>Of a shared mapping of a dax device. The kernel grants MAP_SYNC for every one of them, which proves nothing.</summary>
    internal static MemoryFacts OfDevice(string path, DaxDeviceFacts device)
    {
        Backing backing = BackingResolver.OfDaxDevice(device);
        return new MemoryFacts
        {
            Path = path,
            Kind = AreaKind.DeviceDax,
            IsMapSync = true,
            Backing = backing,
            VolatileBecause = device.MemoryKind == DaxMemoryKind.VolatileMemory ? $"{device.Name} is volatile memory" : null,
            UnprovenBecause = backing.UnknownBecause,
        };
    }

    /// <summary>Of a block device itself, whose mapping would be page cache.</summary>
    internal static MemoryFacts OfBlockDevice(LinuxRoot root, string path, DeviceNumber number)
    {
        Backing backing = BackingResolver.OfBlockDevice(root, number.Major, number.Minor);
        return new MemoryFacts { Path = path, Kind = AreaKind.PageCache, Backing = backing, UnprovenBecause = backing.UnknownBecause };
    }

    /// <summary>Of a dax device of which nothing is known but its name.</summary>
    internal static MemoryFacts OfUnknownDevice(string path) => new()
    {
        Path = path,
        Kind = AreaKind.DeviceDax,
        IsMapSync = true,
        Backing = new Backing([]),
    };

    /// <summary>Of a private mapping, whatever file it is of.</summary>
    internal MemoryFacts AsPrivate() => this with { VolatileBecause = VolatileBecause ?? PrivateMapping };

    /// <summary>Of memory that no store of which is durable.</summary>
    internal static MemoryFacts OfVolatile(string path, AreaKind kind, string because) => new()
    {
        Path = path,
        Kind = kind,
        Backing = new Backing([]),
        VolatileBecause = because,
    };
}
