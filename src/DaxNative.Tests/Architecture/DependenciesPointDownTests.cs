using Xunit;

namespace DaxNative.Tests;

/// <summary>Folders are rooms on floors: a room knows what lies below it, never what lies above or beside.</summary>
public class DependenciesPointDownTests
{
    private static readonly string[] s_interop = ["Interop", "Diagnostics"];

    // Sysfs reads mountinfo on its way from a file to the block device, so Proc lies just below it.
    private static readonly string[] s_readers = ["Sysfs", "Proc", .. s_interop];
    private static readonly string[] s_opening = ["Guarantee", "WriteBack", "Lifetime", "Files", "Stores", "Flush", .. s_readers];
    private static readonly string[] s_mapping = ["Opening", .. s_opening];

    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Diagnostics"] = [],
        ["Interop"] = ["Diagnostics"],
        ["Flush"] = s_interop,
        ["Stores"] = ["Flush", .. s_interop],
        ["Proc"] = s_interop,
        ["Sysfs"] = ["Proc", .. s_interop],
        ["Files"] = s_readers,
        ["Guarantee"] = ["Files", "Flush", .. s_readers],
        ["WriteBack"] = ["Stores", .. s_readers],
        ["Lifetime"] = ["Files", .. s_interop],
        ["Opening"] = s_opening,
        ["Mapping"] = s_mapping,
        ["Buffers"] = ["Mapping", .. s_mapping],
        ["Static"] = ["Files", .. s_readers],
        ["BadBlocks"] = ["Static", "Files", .. s_readers],
        ["Inspection"] = ["Mapping", .. s_mapping],
        ["Doctor"] = ["Inspection", "Mapping", .. s_mapping],
        ["Hosting"] = ["Mapping", .. s_mapping],
    };

    [Fact]
    public void EveryFolderIsKnown() =>
        Offenders.None(Repository.Rooms().Select(room => room.Key).Except(s_mayUse.Keys));

    [Fact]
    public void ATypeIsDeclaredInOneFolder() =>
        Offenders.None(Declarations().Where(type => type.Distinct().Count() > 1).Select(type => $"{type.Key}: {string.Join(", ", type.Distinct())}"));

    [Fact]
    public void AFolderNamesOnlyTypesOfFoldersBelowIt()
    {
        ILookup<string, CSharpSource> rooms = Repository.Rooms();
        var folderOf = Declarations().ToDictionary(type => type.Key, type => type.First());
        var upward =
            from room in rooms
            from source in room
            from name in source.Names
            where folderOf.TryGetValue(name, out string? folder) && folder != room.Key && !s_mayUse[room.Key].Contains(folder)
            select $"{source.File} names {name} of {folderOf[name]}";
        Offenders.None(upward);
    }

    private static ILookup<string, string> Declarations() => Repository.Rooms()
        .SelectMany(room => room.SelectMany(source => source.DeclaredTypes, (_, type) => (Type: type, Folder: room.Key)))
        .ToLookup(declared => declared.Type, declared => declared.Folder);
}
