using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What tools/ndctl-setup.sh decides, on machines that only exist as files.</summary>
public sealed class NdctlSetupTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void Help_ExplainsEveryCommandAndExitStatus()
    {
        SetupScript run = SetupScript.Run(["--help"]);

        Assert.Equal(0, run.Status);
        Assert.All(["create", "list", "destroy", "memmap", "--dry-run", "--force", "64", "69", "77"], word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("create")]
    [InlineData("create --mode sector")]
    [InlineData("create --mode")]
    [InlineData("create --mode devdax --fs ext4")]
    [InlineData("create --mode devdax --mount /mnt/x")]
    [InlineData("create --mode devdax --align 8K")]
    [InlineData("create --mode fsdax --align 1G")]
    [InlineData("create --mode fsdax --fs btrfs")]
    [InlineData("create --mode fsdax --size 12Q")]
    [InlineData("create --mode fsdax --size 0")]
    [InlineData("create --mode fsdax --size 99999999999T")]
    [InlineData("create --mode fsdax --region pmem0")]
    [InlineData("create --mode fsdax --region ../region0")]
    [InlineData("create --mode fsdax --mount relative")]
    [InlineData("create --mode fsdax --force")]
    [InlineData("create --mode fsdax --surprise")]
    [InlineData("destroy")]
    [InlineData("destroy a b")]
    [InlineData("list --xml")]
    [InlineData("memmap --size 100M")]
    public void WrongUsage_Ends64WithARemedyAndRunsNothing(string arguments)
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB);

        SetupScript run = machine.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.True(run.Status == 64, run.ToString());
        Assert.Contains("remedy: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(machine.Ran);
    }

    [Fact]
    public void Create_WithoutRootEnds77ButDryRunWorks()
    {
        using FakeMachine machine = new FakeMachine(root: false).WithLegacyRegion(0, GiB);

        Assert.Equal(77, machine.Run("create", "--mode", "fsdax").Status);
        Assert.Equal(0, machine.Run("create", "--mode", "fsdax", "--dry-run").Status);
    }

    [Theory]
    [InlineData("ndctl", "ndctl")]
    [InlineData("mkfs.xfs", "xfsprogs")]
    public void Create_NamesThePackageOfAMissingTool(string tool, string package)
    {
        using FakeMachine machine = new FakeMachine(without: tool).WithLegacyRegion(0, GiB);

        SetupScript run = machine.Run("create", "--mode", "fsdax", "--fs", "xfs");

        Assert.Equal(69, run.Status);
        Assert.Contains($"apt-get install {package}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutPersistentMemory_Ends69AndSaysHowToGetSome()
    {
        using var machine = new FakeMachine();

        SetupScript run = machine.Run("list");

        Assert.Equal(69, run.Status);
        Assert.Contains("memmap", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DryRun_PrintsTheCommandsInOrderAndRunsNone()
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB);

        SetupScript run = machine.Run("create", "--mode=fsdax", "--region=region0", $"--mount={machine.At("mnt")}", "--dry-run");

        Assert.True(run.Status == 0, run.ToString());
        Assert.Collection(
            run.Output.TrimEnd().Split('\n'),
            line => Assert.StartsWith("+ ndctl create-namespace --force --reconfig=namespace0.0 --mode=fsdax", line, StringComparison.Ordinal),
            line => Assert.Contains("mkfs.ext4 -q -F -b 4096 -E stride=512", line, StringComparison.Ordinal),
            line => Assert.StartsWith("+ mkdir ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("+ mount -t ext4 -o dax=always ", line, StringComparison.Ordinal));
        Assert.Empty(machine.Ran);
        Assert.False(Directory.Exists(machine.At("mnt")));
    }

    [Fact]
    public void Create_InitialisesLabelsWhereTheDimmCanKeepThem()
    {
        using FakeMachine machine = new FakeMachine().WithDimmRegion(3, 2 * GiB, initialised: false, free: 2 * GiB);

        SetupScript run = machine.Run("create", "--mode", "devdax", "--size", "512M", "--dry-run");

        Assert.True(run.Status == 0, run.ToString());
        Assert.Collection(
            run.Output.TrimEnd().Split('\n'),
            line => Assert.Equal("+ ndctl disable-region region3", line),
            line => Assert.Equal("+ ndctl init-labels nmem3", line),
            line => Assert.Equal("+ ndctl enable-region region3", line),
            line => Assert.StartsWith("+ ndctl create-namespace --region=region3 --mode=devdax --map=dev --align=2M --size=536870912 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_NeverInitialisesLabelsOverData()
    {
        using FakeMachine machine = new FakeMachine().WithDimmRegion(3, 2 * GiB, initialised: false, free: 2 * GiB);
        machine.Write("dev/pmem3", "xfs");

        SetupScript run = machine.Run("create", "--mode", "devdax", "--region", "region3");

        Assert.Equal(1, run.Status);
        Assert.Contains("signature of: xfs", run.Error, StringComparison.Ordinal);
        Assert.Empty(machine.Ran);
    }

    [Fact]
    public void Create_TakesTheFirstRegionThatIsFree()
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB, "ext4").WithLegacyRegion(1, GiB).WithLegacyRegion(2, GiB);

        SetupScript run = machine.Run("create", "--mode", "devdax", "--dry-run");

        Assert.Contains("--reconfig=namespace1.0", run.Output, StringComparison.Ordinal);
    }

    // Linux 6.19: ordinary memory, with DIMMs and labels like an NVDIMM's.
    [Fact]
    public void Create_TakesRamdaxOnlyByName()
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB).Write("sys/devices/bus0/ndbus0/provider", "ramdax\n");

        SetupScript refused = machine.Run("create", "--mode", "devdax", "--dry-run");
        SetupScript named = machine.Run("create", "--mode", "devdax", "--region", "region0", "--dry-run");

        Assert.Equal((1, 0), (refused.Status, named.Status));
        Assert.Contains("loses everything with the power", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FindsItsNamespaceAgainByTheNameInTheLabel()
    {
        using FakeMachine machine = new FakeMachine().WithDimmRegion(3, 2 * GiB, initialised: true, free: GiB);
        machine.WithNamespace(3, 0, 256 << 20, "daxnative:devdax:256M:4K", "");
        Directory.CreateDirectory(machine.At("sys/devices/bus3/ndbus3/dax3.0/dax3.0"));
        machine.Write("sys/devices/bus3/ndbus3/dax3.0/align", "4096\n");
        File.CreateSymbolicLink(machine.At("sys/bus/nd/devices/dax3.0"), machine.At("sys/devices/bus3/ndbus3/dax3.0"));
        machine.Write("sys/devices/bus3/ndbus3/region3/namespace3.0/holder", "dax3.0\n");
        machine.Write("sys/devices/bus3/ndbus3/region3/namespace3.0/holder_class", "dax\n");

        SetupScript run = machine.Run("create", "--mode", "devdax", "--size", "256M", "--align", "4K");

        Assert.True(run.Status == 0, run.ToString());
        Assert.StartsWith("already there, nothing was changed: namespace3.0 devdax", run.Output, StringComparison.Ordinal);
        Assert.Empty(machine.Ran);
    }

    [Theory]
    [InlineData("--size 100M", "the sizes next to it are 96M and 112M")]
    [InlineData("--size 4G", "only 2G of it are free")]
    [InlineData("--size 1G --align 1G", "align 1G needs a namespace of 2G or more")]
    public void Create_RefusesASizeThatTheRegionCannotGive(string options, string reason)
    {
        using FakeMachine machine = new FakeMachine().WithDimmRegion(3, 4 * GiB, initialised: true, free: 2 * GiB);

        SetupScript run = machine.Run(["create", "--mode", "devdax", "--region", "region3", .. options.Split(' ')]);

        Assert.Equal(1, run.Status);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create --mode devdax --region region0")]
    [InlineData("destroy namespace0.0")]
    [InlineData("destroy /dev/pmem0")]
    public void WhatIsMounted_IsRefusedWithoutForce(string arguments)
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB, "ext4")
            .WithMount(@"35 31 259:0 / /mnt/with\040space rw,relatime shared:5 - ext4 /dev/pmem0 rw,dax=always");

        SetupScript run = machine.Run(arguments.Split(' '));

        Assert.Equal(1, run.Status);
        Assert.Contains("mounted at /mnt/with space", run.Error, StringComparison.Ordinal);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Empty(machine.Ran);
    }

    [Fact]
    public void WhatDeviceMapperUses_IsRefusedEvenWithForce()
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB, "LVM2");
        Directory.CreateDirectory(machine.At("sys/class/block/pmem0/holders/dm-0"));

        SetupScript run = machine.Run("destroy", "namespace0.0", "--force");

        Assert.Equal(1, run.Status);
        Assert.Contains("dm-0 lies on it", run.Error, StringComparison.Ordinal);
        Assert.Empty(machine.Ran);
    }

    [Fact]
    public void List_JsonHasEveryNamespaceAndWhetherItsMountHasDax()
    {
        using FakeMachine machine = new FakeMachine().WithLegacyRegion(0, GiB, "ext4").WithDimmRegion(3, 4 * GiB, initialised: true, free: GiB)
            .WithMount("35 31 259:0 / /mnt/say\\040\"hi\" rw,relatime - ext4 /dev/pmem0 rw,dax=always")
            .WithMount("36 31 259:0 / /mnt/other rw,relatime - ext4 /dev/pmem0 rw");

        SetupScript run = machine.Run("list", "--json");
        JsonElement regions = JsonDocument.Parse(run.Output).RootElement;

        Assert.Equal(["region0", "region3"], regions.EnumerateArray().Select(region => region.GetProperty("region").GetString()!));
        JsonElement mounts = regions[0].GetProperty("namespaces")[0].GetProperty("mounts");
        Assert.Equal("/mnt/say \"hi\"", mounts[0].GetProperty("directory").GetString());
        Assert.True(mounts[0].GetProperty("dax").GetBoolean());
        Assert.False(mounts[1].GetProperty("dax").GetBoolean());
        Assert.Equal("initialised", regions[1].GetProperty("labels").GetString());
        Assert.Equal(JsonValueKind.Null, regions[0].GetProperty("persistence_domain").ValueKind);
    }
}
