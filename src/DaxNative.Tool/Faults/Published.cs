namespace DaxNative.Tool.Faults;

/// <summary>
/// The figures that were published with the kernel's synchronous page faults: "[PATCH 0/19 v3] dax, ext4, xfs: Synchronous
/// page faults", Jan Kara, 2017-10-11; 512 pages over a RAM disk.
/// </summary>
internal static class Published
{
    internal static Latencies? Of(Cell cell) => cell switch
    {
        { Preallocated: true, Load: true } => null,
        { Preallocated: true, MapSync: false } => new(9, 10, 46, [new(8, 15, 508), new(16, 31, 3), new(32, 63, 1)]),
        { Preallocated: true } => new(9, 10, 47, [new(8, 15, 508), new(16, 31, 2), new(32, 63, 2)]),
        { Load: false, MapSync: false } => new(21, 22, 70, [new(16, 31, 506), new(32, 63, 5), new(64, 127, 1)]),
        { Load: false } => new(40, 124, 242, [new(32, 63, 1), new(64, 127, 333), new(128, 255, 178)]),
        { MapSync: false } => new(21, 23, 67, [new(16, 31, 507), new(32, 63, 4), new(64, 127, 1)]),
        _ => new(94, 112, 181, [new(64, 127, 489), new(128, 255, 23)]),
    };
}
