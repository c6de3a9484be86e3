namespace DaxNative.Testing;

/// <summary>What a unit of a file may hold: content of a sector, or the file's length.</summary>
/// <param name="Event">The event that made it so; -1 for what is durable.</param>
/// <param name="Content">A sector's bytes; null for a length.</param>
/// <param name="Length">The file's length in bytes, for a length.</param>
internal readonly record struct UnitVersion(int Event, byte[]? Content, int Length);

/// <summary>
/// A unit of a file that the disk takes whole, a sector or the length, with everything that it may hold when the power
/// goes: the durable version first, then each later one in program order.
/// </summary>
/// <param name="inode">The file.</param>
/// <param name="sector">Which sector; -1 for the length.</param>
internal sealed class PendingUnit(int inode, int sector)
{
    internal const int Length = -1;

    internal int Inode => inode;

    internal int Sector => sector;

    internal bool IsLength => sector == Length;

    internal List<UnitVersion> Versions { get; } = [];

    /// <summary>Whether the page cache still means to write it. When not, a flush failed, and no later one writes it.</summary>
    internal bool IsDirty { get; set; } = true;

    internal UnitVersion Last => Versions[^1];
}
