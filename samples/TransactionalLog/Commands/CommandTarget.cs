namespace DaxNative.Logs;

/// <summary>Where a command's log lies: a file, or the beginning of a dax device.</summary>
/// <param name="Path">The file or the device.</param>
/// <param name="Length">Of a new file, or of the part of a device; 0 for the whole of what is there. In bytes.</param>
/// <param name="AllowVolatile">Whether memory that loses its contents without power will do.</param>
internal sealed record CommandTarget(string Path, long Length = 0, bool AllowVolatile = false)
{
    /// <summary>Gets whether there is something under that name.</summary>
    internal bool Exists => System.IO.Path.Exists(Path);

    // A device node has no length of its own.
    private bool IsDevice => new FileInfo(Path) is { Exists: true, Length: 0 };

    /// <summary>Creates a log in a file that is not there yet, or in a device that begins with zeros.</summary>
    internal TransactionalLog Create() => Owning(Map(IsDevice ? FileMode.Open : FileMode.CreateNew, MappingAccess.ReadWrite), mapping => TransactionalLog.Create(mapping, leaveOpen: false));

    internal TransactionalLog Open(IProgress<long>? progress = null) => Owning(
        Map(FileMode.Open, MappingAccess.ReadWrite),
        mapping => TransactionalLog.Open(mapping, new LogOptions { RecoveryProgress = progress }, leaveOpen: false));

    /// <summary>Looks at the log without opening it: nothing is recovered, nothing is changed.</summary>
    /// <param name="isExclusive">Whether nobody may have it open for writing meanwhile.</param>
    internal LogView View(bool isExclusive) => Owning((this with { AllowVolatile = true }).Map(FileMode.Open, MappingAccess.Read, isExclusive), mapping => new LogView(mapping));

    /// <summary>Takes away what <see cref="Create"/> made.</summary>
    internal void Remove()
    {
        if (!IsDevice)
        {
            File.Delete(Path);
            return;
        }

        // Without its first page a log is none.
        using PersistentMapping mapping = Map(FileMode.Open, MappingAccess.ReadWrite);
        mapping.AsSpan(0, (int)LogLayout.RingOffset).Clear();
        mapping.Persist(0, LogLayout.RingOffset);
    }

    private PersistentMapping Map(FileMode mode, MappingAccess access, bool isLocked = true) => PersistentMapping.Open(Path, new MappingOptions
    {
        Mode = mode,
        Access = access,
        Length = mode == FileMode.CreateNew || IsDevice ? Length : 0,
        AllowVolatile = AllowVolatile,
        Lock = isLocked,
    });

    private static T Owning<T>(PersistentMapping mapping, Func<PersistentMapping, T> use)
    {
        try
        {
            return use(mapping);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }
}
