using System.Diagnostics.CodeAnalysis;

namespace DaxNative;

/// <summary>The flags of a memory mapping that the kernel prints in the <c>VmFlags</c> line of smaps, by their mnemonics.</summary>
/// <remarks>Some depend on the architecture or on the age of the kernel; <see cref="VmFlagSet"/> keeps those that are not here.</remarks>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The kernel calls them VmFlags.")]
internal enum VmFlag
{
    /// <summary><c>rd</c>: readable.</summary>
    Read,

    /// <summary><c>wr</c>: writable.</summary>
    Write,

    /// <summary><c>ex</c>: executable.</summary>
    Execute,

    /// <summary><c>sh</c>: shared.</summary>
    Shared,

    /// <summary><c>mr</c>: may become readable.</summary>
    MayRead,

    /// <summary><c>mw</c>: may become writable.</summary>
    MayWrite,

    /// <summary><c>me</c>: may become executable.</summary>
    MayExecute,

    /// <summary><c>ms</c>: may be shared.</summary>
    MayShare,

    /// <summary><c>gd</c>: a stack that grows down.</summary>
    GrowsDown,

    /// <summary><c>pf</c>: page frames without page structures (PFNMAP).</summary>
    PureFrames,

    /// <summary><c>dw</c>: writes to the mapped file are denied (older kernels).</summary>
    DenyWrite,

    /// <summary><c>lo</c>: locked in memory.</summary>
    Locked,

    /// <summary><c>lf</c>: pages are locked as they are faulted in.</summary>
    LockOnFault,

    /// <summary><c>io</c>: memory-mapped I/O.</summary>
    InputOutput,

    /// <summary><c>sr</c>: advised as read sequentially.</summary>
    SequentialRead,

    /// <summary><c>rr</c>: advised as read randomly.</summary>
    RandomRead,

    /// <summary><c>dc</c>: not inherited by fork.</summary>
    DontCopy,

    /// <summary><c>de</c>: cannot be expanded by mremap.</summary>
    DontExpand,

    /// <summary><c>ac</c>: counted against the overcommit limit.</summary>
    Accountable,

    /// <summary><c>nr</c>: no swap space is reserved.</summary>
    NoReserve,

    /// <summary><c>ht</c>: hugetlb pages.</summary>
    HugeTlb,

    /// <summary><c>sf</c>: MAP_SYNC was asked for and taken. On tmpfs and anonymous memory it means nothing.</summary>
    SynchronousFault,

    /// <summary><c>nl</c>: non-linear (older kernels).</summary>
    NonLinear,

    /// <summary><c>ar</c>: specific to the architecture.</summary>
    ArchitectureSpecific,

    /// <summary><c>wf</c>: wiped in the child of a fork.</summary>
    WipeOnFork,

    /// <summary><c>dd</c>: left out of core dumps.</summary>
    DontDump,

    /// <summary><c>sd</c>: soft-dirty.</summary>
    SoftDirty,

    /// <summary><c>mm</c>: mixed map. On DAX mappings only before Linux 4.19.</summary>
    MixedMap,

    /// <summary><c>hg</c>: huge pages advised.</summary>
    HugePage,

    /// <summary><c>nh</c>: huge pages advised against.</summary>
    NoHugePage,

    /// <summary><c>mg</c>: mergeable (KSM).</summary>
    Mergeable,

    /// <summary><c>bt</c>: arm64 guarded pages (BTI).</summary>
    BranchTargetIdentification,

    /// <summary><c>mt</c>: arm64 memory tagging.</summary>
    MemoryTagging,

    /// <summary><c>mp</c>: x86 memory protection extensions (older kernels).</summary>
    MemoryProtectionExtensions,

    /// <summary><c>um</c>: userfaultfd, missing pages.</summary>
    UserFaultMissing,

    /// <summary><c>uw</c>: userfaultfd, write protection.</summary>
    UserFaultWriteProtect,

    /// <summary><c>ui</c>: userfaultfd, minor faults.</summary>
    UserFaultMinor,

    /// <summary><c>ss</c>: shadow stack.</summary>
    ShadowStack,

    /// <summary><c>sl</c>: sealed (mseal).</summary>
    Sealed,

    /// <summary><c>dp</c>: droppable under memory pressure.</summary>
    Droppable,

    /// <summary><c>gu</c>: may hold guard regions.</summary>
    Guard,

    /// <summary><c>ur</c>: userfaultfd, read and write protection (Linux 7.3).</summary>
    UserFaultReadWriteProtect,
}
