using Xunit;

namespace DaxNative.Tests;

/// <summary>Recorded texts, damaged in every way that a byte or a line can be: parsers answer or refuse in their own words.</summary>
public class MutationTests(RecordedKernels recorded) : IClassFixture<RecordedKernels>
{
    private const int Seed = 20160707;

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Smaps_Survives50000MutatedTexts(string kernel)
    {
        // Few entries a text, so that a mutation meets the part that is looked at.
        string[] lines = File.ReadAllLines(recorded[kernel].Proc + "/self/smaps");
        int[] headers = [.. Enumerable.Range(0, lines.Length).Where(index => lines[index].Contains('-', StringComparison.Ordinal) && !lines[index].Contains("kB", StringComparison.Ordinal))];
        string[] texts = [.. headers.Zip(headers.Skip(1).Append(lines.Length)).Select(pair => string.Join('\n', lines[pair.First..pair.Second]))];

        int refused = Run(texts, 50_000, static text => _ = SmapsParser.Parse(text.Split('\n')).Count());

        Assert.InRange(refused, 1_000, 49_000);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void MountInfo_Survives50000MutatedLines(string kernel)
    {
        string[] lines = File.ReadAllLines(recorded[kernel].Proc + "/self/mountinfo");

        int refused = Run(lines, 50_000, static line => _ = MountInfoParser.TryParse(line) ?? throw ProcText.Malformed("mountinfo", line));

        Assert.InRange(refused, 1_000, 49_000);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void SysfsValues_Survive50000MutatedAttributes(string kernel)
    {
        string[] texts = [.. Directory.EnumerateFiles(recorded[kernel].Sys + "/devices", "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => SysfsAttribute.Read(path)).OfType<string>().Distinct()];

        Run(texts, 50_000, static text =>
        {
            _ = SysfsValue.Size(text);
            _ = SysfsValue.Align(text);
            _ = SysfsValue.Unsigned(text);
            _ = SysfsValue.Node(text);
            _ = SysfsValue.Flag(text);
            _ = SysfsValue.DeviceNumber(text);
            _ = SysfsValue.Domain(text);
            _ = NdProviders.Identify(text, text);
            _ = VmFlagSet.Parse(text);
        });
    }

    [Fact]
    public void SysfsTree_Survives2000MutatedAttributes()
    {
        using var linux = new FakeLinux();
        string region = linux.AddNdRegion(0);
        linux.AddNdDaxDevice(region, "dax0.0", 252, 0);
        string pmem = linux.AddPmem(region, "pmem0", 259, 0);
        linux.AddPartition(pmem, 1, 259, 1, 2048);
        linux.AddDeviceMapper("dm-0", "t", 254, 0, pmem);
        string[] paths = [.. Directory.EnumerateFiles(linux.Real("/sys/devices"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })];
        string[] texts = [.. paths.Select(File.ReadAllText)];
        var mutator = new Mutator(Seed);

        for (int i = 0; i < 2_000; i++)
        {
            int at = i % paths.Length;
            linux.Text(paths[at][linux.Directory.Length..], mutator.Mutate(texts[at], texts));

            // One that remembers nothing.
            var root = LinuxRoot.At(linux.Directory);
            OnlyOwn(() =>
            {
                _ = DaxBus.Enumerate(root);
                _ = NdBus.Regions(root);
                _ = BackingResolver.OfBlockDevice(root, 259, 1);
                _ = BackingResolver.OfBlockDevice(root, 254, 0);
                _ = BackingResolver.OfDaxDevice(root, 252, 0);
            });
        }
    }

    private static int Run(string[] texts, int count, Action<string> parse)
    {
        var mutator = new Mutator(Seed);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            string text = mutator.Mutate(texts[i % texts.Length], texts);
            refused += OnlyOwn(() => parse(text)) ? 1 : 0;
        }

        return refused;
    }

    /// <summary>Whether the parser refused; any other exception than its own fails the test.</summary>
    private static bool OnlyOwn(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (DaxException exception) when (exception.Error == DaxError.MalformedText)
        {
            return true;
        }
    }
}
