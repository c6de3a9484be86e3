
namespace DaxNative.Tool.PageTables;

/// <summary>VmPTE before and after a device is mapped and written, beside the same without the mapping.</summary>
internal static class Measurement
{
    internal static IEnumerable<string> DevDaxNodes() =>
        DaxBus.Enumerate().Where(device => device.Mode == DaxDeviceMode.DevDax).Select(device => "/dev/" + device.Name);

    internal static Cost Of(string path, long length, CancellationToken cancellation)
    {
        DaxDevice? device = DaxBus.Enumerate().FirstOrDefault(device => device.Name == Path.GetFileName(path));
        long align = device?.Align ?? Environment.SystemPageSize;
        long mapped = Math.Min(length, device?.Size ?? length) / align * align;
        if (mapped == 0)
        {
            return new Cost(path, device?.Align, 0, 0, 0, $"The length is not a multiple of the align, {align} bytes; ask for more --mebibytes.");
        }

        try
        {
            // Once for nothing, so that the code's own memory is there, then the control, then what counts.
            _ = Growth(path, align, align, cancellation);
            long control = Growth(path, 0, align, cancellation);
            return new Cost(path, device?.Align, mapped, Growth(path, mapped, align, cancellation), control, null);
        }
        catch (DaxException refusal)
        {
            return new Cost(path, device?.Align, mapped, 0, 0, refusal.Message);
        }
    }

    /// <summary>How much the page tables grow while the device is mapped; without a length it is the control.</summary>
    private static long Growth(string path, long length, long align, CancellationToken cancellation)
    {
        long before = ProcessMaps.PageTableBytes();
        using PersistentMapping? map = length == 0 ? null : PersistentMapping.Open(path, new MappingOptions { Length = length, AllowVolatile = true });
        for (long at = 0; at < length; at += align)
        {
            cancellation.ThrowIfCancellationRequested();

            // A store of what is there already, atomically, so that nobody's data changes.
            Interlocked.Or(ref map!.Ref<int>(at), 0);
        }

        return ProcessMaps.PageTableBytes() - before;
    }
}
