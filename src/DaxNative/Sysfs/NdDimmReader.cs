namespace DaxNative;

/// <summary>Reads a DIMM. What its bus knows of it lies in a directory that is called after the kind of bus.</summary>
internal static class NdDimmReader
{
    private static readonly string[] s_details = ["nfit", "papr", "cxl"];

    internal static bool IsDimm(string path) => SysfsAttribute.Read(path + "/devtype") == "nvdimm";

    internal static NdDimm Read(string path) => new()
    {
        Name = Path.GetFileName(path),
        SysfsPath = path,
        Id = Text(Detail(path, "id")),
        Handle = SysfsValue.Size(Detail(path, "handle")),
        PhysicalId = SysfsValue.Size(Detail(path, "phys_id")),
        DirtyShutdownCount = SysfsValue.Size(Detail(path, "dirty_shutdown")),
        Flags = Detail(path, "flags")?.Trim(),
        Security = Text(SysfsAttribute.Read(path + "/security")),
        IsEnabled = SysfsPath.LinkName(path + "/driver") is not null,
    };

    private static string? Detail(string path, string name) =>
        s_details.Select(folder => SysfsAttribute.Read(path + "/" + folder + "/" + name)).FirstOrDefault(text => text is not null);

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
