using System.Collections.Frozen;

namespace DaxNative;

/// <summary>The two letters that the kernel prints for each flag.</summary>
internal static class VmFlagMnemonics
{
    internal static FrozenDictionary<string, VmFlag> ByMnemonic { get; } = new Dictionary<string, VmFlag>(StringComparer.Ordinal)
    {
        ["rd"] = VmFlag.Read,
        ["wr"] = VmFlag.Write,
        ["ex"] = VmFlag.Execute,
        ["sh"] = VmFlag.Shared,
        ["mr"] = VmFlag.MayRead,
        ["mw"] = VmFlag.MayWrite,
        ["me"] = VmFlag.MayExecute,
        ["ms"] = VmFlag.MayShare,
        ["gd"] = VmFlag.GrowsDown,
        ["pf"] = VmFlag.PureFrames,
        ["dw"] = VmFlag.DenyWrite,
        ["lo"] = VmFlag.Locked,
        ["lf"] = VmFlag.LockOnFault,
        ["io"] = VmFlag.InputOutput,
        ["sr"] = VmFlag.SequentialRead,
        ["rr"] = VmFlag.RandomRead,
        ["dc"] = VmFlag.DontCopy,
        ["de"] = VmFlag.DontExpand,
        ["ac"] = VmFlag.Accountable,
        ["nr"] = VmFlag.NoReserve,
        ["ht"] = VmFlag.HugeTlb,
        ["sf"] = VmFlag.SynchronousFault,
        ["nl"] = VmFlag.NonLinear,
        ["ar"] = VmFlag.ArchitectureSpecific,
        ["wf"] = VmFlag.WipeOnFork,
        ["dd"] = VmFlag.DontDump,
        ["sd"] = VmFlag.SoftDirty,
        ["mm"] = VmFlag.MixedMap,
        ["hg"] = VmFlag.HugePage,
        ["nh"] = VmFlag.NoHugePage,
        ["mg"] = VmFlag.Mergeable,
        ["bt"] = VmFlag.BranchTargetIdentification,
        ["mt"] = VmFlag.MemoryTagging,
        ["mp"] = VmFlag.MemoryProtectionExtensions,
        ["um"] = VmFlag.UserFaultMissing,
        ["uw"] = VmFlag.UserFaultWriteProtect,
        ["ui"] = VmFlag.UserFaultMinor,
        ["ss"] = VmFlag.ShadowStack,
        ["sl"] = VmFlag.Sealed,
        ["dp"] = VmFlag.Droppable,
        ["gu"] = VmFlag.Guard,
        ["ur"] = VmFlag.UserFaultReadWriteProtect,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
