using System.Globalization;
using System.Text.Json;

namespace DaxNative.Tool;

/// <summary>The words of the kernel's own tools for what the library says with enumerations.</summary>
internal static class Words
{
    internal static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    internal static string? OfAny<T>(T? value)
        where T : struct, Enum => value is { } known ? Of(known) : null;

    /// <summary>As ndctl: "unknown" where the region names none.</summary>
    internal static string OfDomain(PersistenceDomain domain) => domain switch
    {
        PersistenceDomain.MemoryController => "memory_controller",
        PersistenceDomain.CpuCache => "cpu_cache",
        PersistenceDomain.None => "none",
        _ => "unknown",
    };

    internal static string? OfMode(NdNamespaceMode mode) => mode switch
    {
        NdNamespaceMode.FsDax => "fsdax",
        NdNamespaceMode.DevDax => "devdax",
        NdNamespaceMode.Sector => "sector",
        NdNamespaceMode.Raw => "raw",
        _ => null,
    };

    internal static string? OfMap(NdPageMap map) => map switch
    {
        NdPageMap.Memory => "mem",
        NdPageMap.Device => "dev",
        NdPageMap.None => "none",
        _ => null,
    };

    /// <summary>As daxctl, to which a disabled device is one in devdax mode whose state is disabled.</summary>
    internal static string? OfMode(DaxDeviceMode mode) => mode switch
    {
        DaxDeviceMode.DevDax or DaxDeviceMode.Disabled => "devdax",
        DaxDeviceMode.SystemRam => "system-ram",
        DaxDeviceMode.FileSystem => "famfs",
        _ => null,
    };

    internal static string Size(long? bytes) => bytes switch
    {
        null => "unknown",
        >= 1L << 30 when bytes % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.##} MiB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.##} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    internal static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    internal static string Of(DoctorOutlook outlook) => (outlook.Granularity, outlook.Evidence) switch
    {
        ({ } granularity, { } evidence) => $"{Of(granularity)}, {Of(evidence)}",
        _ when outlook.Refusal is { } refusal => "refused: " + Of(refusal),
        _ => "unknown",
    };
}
