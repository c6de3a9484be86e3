namespace DaxNative;

/// <summary>On what the granularity of a mapping rests, from the strongest to the weakest; the numeric order is that order.</summary>
public enum DurabilityEvidence
{
    /// <summary>The kernel, the region and the CPU say so.</summary>
    Proven,

    /// <summary>
    /// The kernel granted the mapping, but something that the guarantee rests on is not known: the region names no persistence
    /// domain (<c>memmap=</c>, QEMU without <c>nvdimm-persistence</c>); of the file system or of a device beneath it is not
    /// known what it is (overlayfs, FUSE, a network, a loop device); the mount leaves out the flush of the disks
    /// (<c>nobarrier</c>); the kernel names a driver or a domain that DaxNative does not know; on Arm64 whether the memory system has a point of persistence.
    /// <see cref="DurabilityGuarantee.Reason"/> says which.
    /// </summary>
    Assumed,

    /// <summary>An option or the environment said so; nothing was proven.</summary>
    Forced,

    /// <summary>The memory loses its contents without power, or the mapping is private: no store is durable.</summary>
    Volatile,
}
