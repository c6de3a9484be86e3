namespace DaxNative;

/// <summary>Says what kind of refusal or failure a <see cref="DaxException"/> reports.</summary>
public enum DaxError
{
    /// <summary>A system call failed in a way that has no more precise member; see <see cref="DaxException.Errno"/>.</summary>
    System,

    /// <summary>The file or device does not exist.</summary>
    NotFound,

    /// <summary>The file exists already and a new one was asked for.</summary>
    AlreadyExists,

    /// <summary>The user may not open or map the file in the way that was asked for.</summary>
    PermissionDenied,

    /// <summary>The path is neither a regular file nor a device-dax character device.</summary>
    WrongFileType,

    /// <summary>The range lies outside the file or device, or the file is empty; or the mapping does not fit into its <c>AddressRange</c>.</summary>
    OutOfRange,

    /// <summary>An offset, a length or an address is not a multiple of what the kernel or the type needs.</summary>
    Misaligned,

    /// <summary>The dax device is disabled: no driver is bound to it, or one by which programs do not map it.</summary>
    DeviceDisabled,

    /// <summary>The dax device is in system-ram mode: its memory belongs to the kernel.</summary>
    SystemRamMode,

    /// <summary>The memory loses its contents without power and <c>AllowVolatile</c> was not given.</summary>
    VolatileMemory,

    /// <summary>The provider of the memory needs a flush that the CPU cannot do and the mapping has no other.</summary>
    AsynchronousProvider,

    /// <summary>A private (copy-on-write) mapping was asked for where only a shared one can be.</summary>
    PrivateMapping,

    /// <summary>Another process holds the advisory lock.</summary>
    Locked,

    /// <summary>The mapping can only have a coarser store granularity than the one required.</summary>
    GranularityNotAvailable,

    /// <summary>The CPU has no flush instruction (on a device: none that reaches persistent memory), or the process may not map the code that executes it.</summary>
    FlushNotAvailable,

    /// <summary>The file system or device has no room left.</summary>
    NoSpace,

    /// <summary>A store, or a call that stores, was asked of a read-only mapping.</summary>
    ReadOnly,

    /// <summary>The block device below the file maps DAX pages to wrong addresses (a misaligned device-mapper table).</summary>
    MisalignedBlockDevice,

    /// <summary>The kernel's own account of the mapping disagrees with what was asked for.</summary>
    VerificationFailed,

    /// <summary>The range cannot be deep-flushed: the region has no working <c>deep_flush</c>.</summary>
    DeepFlushNotAvailable,

    /// <summary>The kernel, the platform or the mapping does not support the operation.</summary>
    NotSupported,

    /// <summary>Text from the kernel does not have the form that it is documented to have.</summary>
    MalformedText,

    /// <summary>The file's block map can still change, or is not as asked for; the message lists the first extents.</summary>
    NotStatic,

    /// <summary>A page cannot be read: its media is bad, or its file was truncated. <see cref="DaxException.Offset"/> is where.</summary>
    Unreadable,

    /// <summary>What the mapping's guarantee would rest on is weaker than <c>RequiredEvidence</c>.</summary>
    EvidenceNotAvailable,

    /// <summary>
    /// An msync of this mapping failed before. The kernel reports a failed write-back once and then calls the pages clean, so
    /// what the media holds is not known, and no later call of this mapping can tell.
    /// </summary>
    WriteBackFailed,

    /// <summary>Addresses of an <c>AddressRange</c>, or those behind it, are not free: something is or was mapped there, or they are somebody else's.</summary>
    AddressesInUse,

    /// <summary>There is no <c>SegmentStore</c>: nothing, something else, or one whose creation did not finish.</summary>
    NotASegmentStore,

    /// <summary>What is there was written in a format that this version of DaxNative does not know.</summary>
    UnknownVersion,

    /// <summary>What is there says what cannot be: it was damaged. <see cref="DaxException.Offset"/> is where.</summary>
    Corrupt,
}
