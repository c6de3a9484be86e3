using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>daxnative doctor on trees recorded on real kernels, against what ndctl and daxctl said there at that moment.</summary>
public class DoctorRecordedTests
{
    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Json_AgreesWithNdctlAndDaxctl(string kernel)
    {
        using var tree = FakeLinux.Recorded(kernel);

        ToolRun run = ToolRun.Of("doctor", "--json", "--root", tree.Directory);

        Assert.Equal(0, run.ExitCode);
        int agreed = NdctlAgreement.Check(Recorded(tree), ToolFacts.From(run.Output));
        Assert.InRange(agreed, 200, int.MaxValue);
    }

    [Fact]
    public void Json_AgreesForACxlDevice()
    {
        using var tree = FakeLinux.Recorded("6.1");

        var facts = ToolFacts.From(ToolRun.Of("doctor", "--json", "--root", tree.Directory).Output);

        string region = Assert.Single(facts.Names("region"), name => facts[("region", name, "provider")] == "CXL");
        Assert.Equal("memory_controller", facts[("region", region, "persistence_domain")]);
        string space = Assert.Single(facts.Names("namespace"), name => facts[("namespace", name, "region")] == region);
        Assert.Equal(region["region".Length..], facts[("dax region of", facts[("namespace", space, "chardev")]!, "id")]);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Agreement_FailsForAnyFactThatDiffersOrIsNew(string kernel)
    {
        using var tree = FakeLinux.Recorded(kernel);
        string ours = ToolRun.Of("doctor", "--json", "--root", tree.Directory).Output;
        string theirs = File.ReadAllText(tree.Real("/ndctl-idle.json"));

        Assert.ThrowsAny<Exception>(() => NdctlAgreement.Check(ToolFacts.From(theirs.Replace("\"fsdax\"", "\"raw\"", StringComparison.Ordinal)), ToolFacts.From(ours)));
        Assert.ThrowsAny<Exception>(() => NdctlAgreement.Check(ToolFacts.From(theirs.Replace("\"iset_id\"", "\"new_key\"", StringComparison.Ordinal)), ToolFacts.From(ours)));
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Json_IsTheSameForAnOrdinaryUserButForAddresses(string kernel)
    {
        using var tree = FakeLinux.Recorded(kernel);
        string asRoot = ToolRun.Of("doctor", "--json", "--root", tree.Directory).Output;
        foreach (string file in Directory.EnumerateFiles(tree.Real("/sys"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            if (!File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead))
            {
                File.Delete(file);
            }
        }

        ToolRun run = ToolRun.Of("doctor", "--json", "--root", tree.Directory);

        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual(asRoot, run.Output);
        Assert.Equal(WithoutAddresses(asRoot), WithoutAddresses(run.Output));
        _ = NdctlAgreement.Check(Recorded(tree), ToolFacts.From(run.Output));
    }

    [Fact]
    public void Text_NamesEachDeviceAndTheCommandThatWouldBetterIt()
    {
        using var tree = FakeLinux.Recorded("6.12");

        ToolRun run = ToolRun.Of("doctor", "--root", tree.Directory);

        Assert.All(DaxBus.Enumerate(tree.Root), device => Assert.Contains(device.Name, run.Output, StringComparison.Ordinal));
        Assert.Contains("daxctl enable-device dax5.1", run.Output, StringComparison.Ordinal);
        Assert.Contains("daxctl reconfigure-device -f --mode=devdax dax5.2", run.Output, StringComparison.Ordinal);
        Assert.Contains("ndctl create-namespace -f -e namespace7.0 --mode=fsdax", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Mounts_AreWorthWhatLiesBeneathThem()
    {
        using var tree = FakeLinux.Recorded("6.12");

        DoctorMachine machine = Doctor.ExamineMachine(tree.Root);

        DoctorOutlook Of(string mountPoint) => Assert.Single(machine.Mounts, mount => mount.Mount.MountPoint == mountPoint).Outlook;
        Assert.Equal((StoreGranularity.CacheLine, DurabilityEvidence.Assumed), (Of("/mnt/whole").Granularity, Of("/mnt/whole").Evidence));
        Assert.Equal((StoreGranularity.CacheLine, DurabilityEvidence.Assumed), (Of("/mnt/realtime").Granularity, Of("/mnt/realtime").Evidence));
        Assert.Equal((StoreGranularity.Page, DurabilityEvidence.Proven), (Of("/mnt/virtio").Granularity, Of("/mnt/virtio").Evidence));
    }

    private static ToolFacts Recorded(FakeLinux tree) =>
        ToolFacts.From(File.ReadAllText(tree.Real("/ndctl-idle.json")), File.ReadAllText(tree.Real("/daxctl-idle.json")));

    private static string WithoutAddresses(string json) =>
        string.Join('\n', json.Split('\n').Where(line => !line.Contains("\"resource\"", StringComparison.Ordinal)));
}
