namespace DaxNative.Tests.Probe;

/// <summary>
/// System calls that do nothing and are easily found in a trace: the status of a path that does not exist. What lies
/// between the marker of the beginning and that of the end is what the test asks about.
/// </summary>
internal static class Marker
{
    internal static void Begin() => Set("begin");

    internal static void Middle() => Set("middle");

    internal static void End() => Set("end");

    private static void Set(string name) => _ = PosixFile.Status("/daxnative-marker-" + name, out _);
}
