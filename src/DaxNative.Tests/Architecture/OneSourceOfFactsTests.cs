using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Who opens memory, who inspects a range and the doctor find their facts in one place and have them decided in one place:
/// a second way to find or decide would one day say something else.
/// </summary>
public class OneSourceOfFactsTests
{
    // Below Guarantee they are at home. Above it only the files listed here name them, for another purpose.
    private static readonly Dictionary<string, string[]> s_readers = new()
    {
        ["BackingResolver"] = [],
        ["XfsGeometry"] = [],
        ["FileSystemKinds"] = [],
        ["NdProviders"] = [],
        ["RegionPromiseReader"] = [],
        ["FileSystemNumber"] = ["Files/FileGrowth.cs"],                     // how much room is left
        ["MountInfoReader"] =
        [
            "Files/DaxFlag.cs",                                             // whether the mount overrules a file's flag
            "BadBlocks/BadBlocks.cs",                                       // whether bad sectors are a real-time device's
            "DaxNative.Tool/Doctor/MountOutlook.cs",                        // which mounts there are
        ],
        ["DaxBus"] =
        [
            "Opening/DeviceTarget.cs",                                      // the range and the mode of a device
            "BadBlocks/BadBlocks.cs",                                       // where a device lies in its region
            "Inspection/WalkablePart.cs",                                   // the page size of a device
            "DaxNative.Tool/Doctor/Doctor.cs",                              // which devices there are
            "DaxNative.Tool/Doctor/DeviceOutlook.cs",
            "DaxNative.Tool/Doctor/PathOutlook.cs",
            "DaxNative.Tool/PageTables/Measurement.cs",
        ],
    };

    // Who asks the table. No other type may, and none makes a guarantee by itself.
    private static readonly string[] s_asking = ["Opening/MappingOpener.cs", "Inspection/AreaClassifier.cs", "DaxNative.Tool/Doctor/DoctorOutlook.cs"];

    private static readonly string[] s_floorsBelow = ["Diagnostics", "Interop", "Proc", "Sysfs", "Guarantee"];

    [Fact]
    public void FactsAboutMemory_AreReadByOneRoom() => Offenders.None(
        from source in Above()
        from reader in s_readers
        where source.Source.HasWord(reader.Key) && !reader.Value.Contains(source.Name)
        select $"{source.Name} names {reader.Key}");

    [Fact]
    public void EveryExceptionIsStillOne() => Offenders.None(
        from reader in s_readers
        from name in reader.Value
        where !Above().Any(source => source.Name == name && source.Source.HasWord(reader.Key))
        select $"{name} no longer names {reader.Key}");

    [Fact]
    public void TheTable_IsAskedByAnOpeningARangeAndTheDoctorAndByNobodyElse() => Assert.Equal(
        s_asking.Order(), Above().Where(source => source.Source.HasWord("GuaranteeTable")).Select(source => source.Name).Order());

    [Fact]
    public void AGuarantee_IsMadeByTheTableAlone() => Offenders.None(
        from source in Above()
        where source.Source.HasWord("Admission") || source.Source.HasWord("RequirementsCheck") || source.Source.Code.Contains("new DurabilityGuarantee", StringComparison.Ordinal)
        select source.Name);

    private static IEnumerable<(string Name, CSharpSource Source)> Above() =>
    [
        .. from room in Repository.Rooms()
           where !s_floorsBelow.Contains(room.Key)
           from source in room
           select (source.File["src/DaxNative/".Length..], source),
        .. from file in Repository.Files("src/DaxNative.Tool", ".cs")
           select (file["src/".Length..], CSharpSource.Parse(file, Repository.Read(file))),
    ];
}
