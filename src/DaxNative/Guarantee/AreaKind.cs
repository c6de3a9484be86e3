namespace DaxNative;

/// <summary>What backs an area of this process's memory.</summary>
public enum AreaKind
{
    /// <summary>The kernel names a file, but its name no longer leads to it (deleted, replaced, out of reach).</summary>
    UnknownFile,

    /// <summary>No file: heap, stack, anonymous mappings.</summary>
    Anonymous,

    /// <summary>A private mapping of a file: stores never reach it.</summary>
    PrivateFile,

    /// <summary>A file in the page cache, tmpfs and memfd included.</summary>
    PageCache,

    /// <summary>A file in DAX mode: loads and stores go to the memory itself.</summary>
    DaxFile,

    /// <summary>A device-dax node.</summary>
    DeviceDax,
}
