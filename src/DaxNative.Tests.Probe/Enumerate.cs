namespace DaxNative.Tests.Probe;

/// <summary><c>enumerate</c>: lists the dax devices, once for what the runtime finds once per process and once between markers.</summary>
internal static class Enumerate
{
    internal static int Run(string[] args)
    {
        _ = DaxBus.Enumerate();
        _ = GC.TryStartNoGCRegion(1 << 20);
        Marker.Begin();
        IReadOnlyList<DaxDevice> devices = DaxBus.Enumerate();
        Marker.End();
        Console.WriteLine(string.Join(' ', devices.Select(device => device.Name)));
        return 0;
    }
}
