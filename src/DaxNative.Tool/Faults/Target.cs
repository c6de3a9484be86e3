
namespace DaxNative.Tool.Faults;

/// <summary>Where the files of the measurement are made, and what the file system there grants.</summary>
internal sealed record Target(string Path, bool IsDax, bool IsMapSync, string Reason)
{
    /// <summary>A folder to make files in, or the name of a file that is not there yet.</summary>
    /// <exception cref="IOException">It is there already, or it is a device.</exception>
    internal static Target Of(string path)
    {
        string file = TemporaryFile.NameOf(path, "daxnative-faults");
        using var probe = new TemporaryFile(file);
        using PersistentMapping map = PersistentMapping.Open(file, new MappingOptions
        {
            Mode = FileMode.CreateNew,
            Length = Environment.SystemPageSize,
            AllowVolatile = true,
        });
        bool isDax = RangeInspector.Inspect(map.AsReadOnlySpan(0, (int)map.Length)).Weakest.Kind == AreaKind.DaxFile;
        return new Target(file, isDax, map.Guarantee.IsMapSync, map.Guarantee.Reason);
    }
}
