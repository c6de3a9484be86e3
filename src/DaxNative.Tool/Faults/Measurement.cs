using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DaxNative.Tool.Faults;

/// <summary>What one cell gave, or why it cannot be measured.</summary>
internal sealed record Result(Cell Cell, Latencies? Measured, PageFaultCount Faults, string Why);

/// <summary>Times one store to each page of a file that was just made.</summary>
internal static class Measurement
{
    private const int Page = 4096;

    internal static Result Run(Target target, Cell cell, int pages, int loadMebibytes, CancellationToken cancellation)
    {
        if (cell.MapSync && !target.IsMapSync)
        {
            return new Result(cell, null, default, $"n/a: {target.Reason}");
        }

        using BackgroundCopy? load = cell.Load ? BackgroundCopy.Start(target.Path, loadMebibytes) : null;
        using var file = new TemporaryFile(target.Path);
        using PersistentMapping map = PersistentMapping.Open(target.Path, Options(cell, pages));
        double[] microseconds = new double[pages];
        Touch(new byte[2 * Page], new double[2], CancellationToken.None);

        PageFaultCount before = PageFaultCount.OfCurrentThread();
        Touch(map.AsSpan(0, pages * Page), microseconds, cancellation);
        PageFaultCount faults = PageFaultCount.OfCurrentThread() - before;
        load?.Require();
        return new Result(cell, Latencies.Of(microseconds), faults, "");
    }

    // Preallocated means written: a file that was only fallocated has to convert each block at its first store. Forcing
    // page granularity is how a DAX file is mapped without MAP_SYNC.
    private static MappingOptions Options(Cell cell, int pages) => new()
    {
        Mode = FileMode.CreateNew,
        Length = (long)pages * Page,
        Allocation = cell.Preallocated ? FileAllocation.Written : FileAllocation.Sparse,
        ForceGranularity = cell.MapSync ? null : StoreGranularity.Page,
        HugePages = false,
        AllowVolatile = true,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Touch(Span<byte> memory, double[] microseconds, CancellationToken cancellation)
    {
        for (int page = 0; page < microseconds.Length; page++)
        {
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref memory[page * Page], 1);
            microseconds[page] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
