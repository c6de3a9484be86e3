namespace DaxNative;

/// <summary>Finds out why the kernel refused MAP_SYNC for a file. Asked only after it did.</summary>
internal static class MapSyncDiagnosis
{
    private const string UsePmem = "Put the file on a file system that is mounted with -o dax=always on persistent memory (`daxnative setup create --mode fsdax` makes one).";

    /// <summary>The reason, and what gets MAP_SYNC.</summary>
    /// <param name="wantsDax">Whether the file's own flag asks for DAX.</param>
    /// <param name="facts">Of the file.</param>
    /// <param name="errno">What the kernel answered.</param>
    internal static (string Because, string Remedy) Explain(bool wantsDax, MemoryFacts facts, int errno)
    {
        string refusal = $"MAP_SYNC was refused ({PosixFile.ErrnoName(errno)})";
        bool onPmem = facts.Backing.Leaves.Any(leaf => leaf.Kind == BackingKind.PersistentMemory);
        return (facts.IsDax, onPmem) switch
        {
            (true, true) when !facts.Backing.AllSynchronous => (
                $"{refusal}: it is a DAX file, but {facts.Backing.Describe()} needs a flush by the host or is not known",
                "Use persistent memory whose provider is synchronous (an NVDIMM, e820 or CXL pmem region)."),
            (true, _) => (
                $"{refusal}: it is a DAX file, but what lies beneath it does not allow synchronous faults",
                "Map the file where its DAX file system is mounted, not through an overlay, and keep asynchronous devices out of its device-mapper table."),
            (false, true) when wantsDax => (
                $"{refusal}: the file's DAX flag is set, but takes effect after its last close",
                "Close every descriptor and mapping of the file, then open it again."),
            (false, true) => (
                $"{refusal}: the file is on persistent memory, but not in DAX mode, so the mapping is page cache",
                "Mount the file system with -o dax=always, or set the file's DAX flag (xfs_io -c 'chattr +x') under -o dax=inode."),
            _ => ($"{refusal}: the file is not on persistent memory, so the mapping is page cache", UsePmem),
        };
    }
}
