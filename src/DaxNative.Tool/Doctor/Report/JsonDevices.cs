
namespace DaxNative.Tool;

internal sealed record JsonDaxDevice(
    string Chardev,
    long? Size,
    long? Align,
    string? Mode,
    string? State,
    int? NumaNode,
    int? TargetNode,
    ulong? Resource,
    string Memory,
    JsonOutlook Outlook)
{
    internal static JsonDaxDevice From(DoctorDevice examined) => new(
        examined.Device.Name,
        examined.Device.Size,
        examined.Device.Align,
        Words.OfMode(examined.Device.Mode),
        examined.Device.Mode == DaxDeviceMode.Disabled ? "disabled" : null,
        examined.Device.NumaNode,
        examined.Device.TargetNode,
        examined.Device.Resource,
        Words.Of(examined.Device.MemoryKind),
        JsonOutlook.From(examined.Outlook));
}

internal sealed record JsonDaxRegion(int? Id, string? Path, long? Size, long? Align, IReadOnlyList<JsonDaxDevice> Devices)
{
    internal static IReadOnlyList<JsonDaxRegion> From(IReadOnlyList<DoctorDevice> devices) => [.. devices
        .GroupBy(examined => examined.Device.Region)
        .Select(group => new JsonDaxRegion(
            group.Key?.Id,
            group.Key?.SysfsPath,
            group.Key?.Size,

            // Only root may read the region's align; its devices have the same.
            group.Key?.Align ?? group.First().Device.Align,
            [.. group.Select(JsonDaxDevice.From)]))];
}

internal sealed record JsonMount(
    string MountPoint,
    string Source,
    string Type,
    IReadOnlyList<string> Options,
    IReadOnlyList<string> Regions,
    JsonOutlook Outlook)
{
    internal static JsonMount From(DoctorMount examined) => new(
        examined.Mount.MountPoint,
        examined.Mount.Source,
        examined.Mount.FileSystemType,
        [.. examined.Mount.Options.Concat(examined.Mount.SuperOptions).Distinct()],
        examined.Regions,
        JsonOutlook.From(examined.Outlook));
}
