using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>Where a command's log lies: a file, or the beginning of a dax device.</summary>
/// <param name="Path">The file or the device.</param>
/// <param name="Length">Of a new file, or of the part of a device; 0 for the whole of what is there. In bytes.</param>
/// <param name="AllowVolatile">Whether memory that loses its contents without power will do.</param>
internal sealed record CommandTarget(string Path, long Length = 0, bool AllowVolatile = false)
{
    private bool IsDevice => Path.StartsWith("/dev/dax", StringComparison.Ordinal);

    private bool HasContents => new FileInfo(Path) is { Exists: true, Length: > 0 };

    /// <summary>Opens the log that is there, or makes one where there is nothing.</summary>
    internal TransactionalLog OpenOrCreate() => IsDevice
        ? Owning(Map(MappingAccess.ReadWrite, isExclusive: true), mapping => TransactionalLog.OpenOrCreate(mapping, leaveOpen: false))
        : TransactionalLog.OpenOrCreate(Path, new LogOptions { Length = HasContents ? 0 : Length, AllowVolatile = AllowVolatile });

    /// <summary>Looks at the log without opening it: nothing is recovered, nothing is changed.</summary>
    /// <param name="isExclusive">Whether nobody may have it open for writing meanwhile.</param>
    internal LogMedia View(bool isExclusive) => Owning((this with { AllowVolatile = true }).Map(MappingAccess.Read, isExclusive), mapping => new LogMedia(mapping));

    /// <summary>Maps the log's memory.</summary>
    /// <param name="access">How.</param>
    /// <param name="isExclusive">Whether nobody may have it open for writing meanwhile.</param>
    internal PersistentMapping Map(MappingAccess access, bool isExclusive) => PersistentMapping.Open(Path, new MappingOptions
    {
        Access = access,
        Length = IsDevice ? Length : 0,
        AllowVolatile = AllowVolatile,
        Lock = isExclusive,
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
