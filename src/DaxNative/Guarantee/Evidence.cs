namespace DaxNative;

/// <summary>On what the granularity of a mapping rests.</summary>
public enum Evidence
{
    /// <summary>The kernel, the region and the CPU say so.</summary>
    Proven,

    /// <summary>
    /// The kernel granted the mapping, but the region names no persistence domain (<c>memmap=</c>, QEMU without
    /// <c>nvdimm-persistence</c>): whether the platform flushes its write queues on power loss is not known. On Arm64 also
    /// wherever a flush is needed: whether the memory system has a point of persistence is not known.
    /// </summary>
    Assumed,

    /// <summary>An option or the environment said so; nothing was proven.</summary>
    Forced,

    /// <summary>The memory loses its contents without power, or the mapping is private: no store is durable.</summary>
    Volatile,
}
