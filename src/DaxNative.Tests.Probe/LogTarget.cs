using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>Where a log lies: a file, or the beginning of a dax device.</summary>
/// <param name="Path">The file or the device.</param>
/// <param name="Length">Of a new file, or of the part of a device, in bytes.</param>
/// <param name="AllowVolatile">Whether memory that loses its contents without power will do.</param>
internal sealed record LogTarget(string Path, long Length, bool AllowVolatile = false)
{
    private bool IsDevice => Path.StartsWith("/dev/dax", StringComparison.Ordinal);

    /// <summary>Creates a log in a file that is not there yet, or in a device that begins with zeros.</summary>
    internal TransactionalLog Create() => TransactionalLog.Create(Map(IsDevice ? FileMode.Open : FileMode.CreateNew), leaveOpen: false);

    internal TransactionalLog Open() => TransactionalLog.Open(Map(FileMode.Open), leaveOpen: false);

    /// <summary>Takes away what <see cref="Create"/> made.</summary>
    internal void Remove()
    {
        if (!IsDevice)
        {
            File.Delete(Path);
            return;
        }

        // Without its first page a log is none.
        using PersistentMapping mapping = Map(FileMode.Open);
        mapping.Fill(0, 4096, 0);
    }

    private PersistentMapping Map(FileMode mode) => PersistentMapping.Open(Path, new MappingOptions
    {
        Mode = mode,
        Length = mode == FileMode.CreateNew || IsDevice ? Length : 0,
        AllowVolatile = AllowVolatile,
        Lock = true,
    });
}
