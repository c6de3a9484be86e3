namespace DaxNative.Benchmarks;

/// <summary>What the figures depend on.</summary>
internal static class Machine
{
    internal static string Describe(string rounds, string processes, string pages, string libpmem, string jdk) => $"""
        - CPU: {Field("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} logical CPUs, best flush instruction {CpuFlush.Best}
        - memory: DRAM (tmpfs, {pages}), {Field("/proc/meminfo", "MemTotal")}; last-level cache {Cache()}
        - Linux {Environment.OSVersion.Version.ToString(3)}, .NET {Environment.Version}
        - libpmem and libpmem2 {libpmem}, their defaults; JDK {jdk}
        - {rounds} undisturbed rounds a case and process; of {processes} processes the middle one by each ratio
        """;

    private static string Field(string file, string name) => File.ReadLines(file)
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    private static string Cache() => Directory.Exists("/sys/devices/system/cpu/cpu0/cache")
        ? Directory.EnumerateDirectories("/sys/devices/system/cpu/cpu0/cache", "index*")
            .Order(StringComparer.Ordinal).Select(index => File.ReadAllText(Path.Combine(index, "size")).Trim()).Last()
        : "unknown";
}
