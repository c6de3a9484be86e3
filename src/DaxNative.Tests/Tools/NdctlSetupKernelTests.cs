using System.Diagnostics;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// tools/ndctl-setup.sh on a real kernel, in a region without labels that nothing else uses. Its own, longer test in
/// tools/ndctl-setup-test.sh also has labels, signals and virtio-pmem.
/// </summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public sealed class NdctlSetupKernelTests : IDisposable
{
    private const string Variable = "DAXNATIVE_TEST_SETUP_REGION";
    private readonly string? _region = Environment.GetEnvironmentVariable(Variable);
    private readonly TempPath _folder = TempPath.OnDisk();

    private string Namespace => $"namespace{_region!["region".Length..]}.0";

    private string BlockDevice => $"/dev/pmem{_region!["region".Length..]}";

    private string MountPoint => Path.Combine(_folder.Directory, "mount point");

    /// <summary>pfn for fsdax, dax for devdax, empty when nothing has configured the namespace.</summary>
    private string HolderClass => File.ReadAllText($"/sys/bus/nd/devices/{Namespace}/holder_class").Trim();

    /// <summary>Back to an empty region: software emulation makes every run of the script dear, so only where it is not.</summary>
    public void Dispose()
    {
        if (_region is not null && File.Exists($"/sys/bus/nd/devices/{Namespace}/holder_class"))
        {
            // Again where somebody who only looked (a test beside this one lists every device) had it open for a moment.
            for (int turn = 0; turn < 5 && HolderClass.Length > 0; turn++)
            {
                SetupScript.Run(["destroy", Namespace, "--force"]);
            }

            Start("wipefs", "--all", "--quiet", BlockDevice);
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public void CreateFsdax_MountsExt4WithDaxOnAndASecondRunChangesNothing()
    {
        Need();
        string[] create = ["create", "--mode", "fsdax", "--fs", "ext4", "--region", _region!, "--mount", MountPoint];

        SetupScript first = SetupScript.Run(create);
        string[] mounts = MountsHere();
        SetupScript second = SetupScript.Run(create);

        Assert.True(first.Status == 0, first.ToString());
        string mount = Assert.Single(mounts);
        Assert.Contains(" - ext4 ", mount, StringComparison.Ordinal);
        Assert.Contains("dax=always", mount, StringComparison.Ordinal);
        Assert.Contains("MAP_SYNC is granted", first.Error, StringComparison.Ordinal);
        Assert.True(second.Status == 0, second.ToString());
        Assert.StartsWith("already there, nothing was changed", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("+ ", second.Error, StringComparison.Ordinal);
        Assert.Equal(mounts, MountsHere());
    }

    [SkippableFact]
    public void CreateDevdax_GivesTheDeviceTheAlignAskedForAndASecondRunChangesNothing()
    {
        Need();
        string[] create = ["create", "--mode", "devdax", "--align", "4K", "--region", _region!];

        SetupScript first = SetupScript.Run(create);
        SetupScript second = SetupScript.Run(create);

        Assert.True(first.Status == 0, first.ToString());
        string device = first.Output.Split(' ', '\n').Single(word => word.StartsWith("/dev/dax", StringComparison.Ordinal));
        Assert.Equal("4096", File.ReadAllText($"/sys/bus/dax/devices/{Path.GetFileName(device)}/align").Trim());
        Assert.True(second.Status == 0, second.ToString());
        Assert.StartsWith("already there, nothing was changed", second.Output, StringComparison.Ordinal);
        Assert.Contains(device, second.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Create_RefusesAFileSystemThatSomebodyElseMade()
    {
        Need();
        Start("mkfs.ext4", "-q", "-F", BlockDevice);

        SetupScript refused = SetupScript.Run(["create", "--mode", "devdax", "--region", _region!]);

        Assert.True(refused.Status == 1, refused.ToString());
        Assert.Contains("signature of: ext4", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", HolderClass);
    }

    [SkippableFact]
    public void Destroy_RefusesAMountedFileSystemUntilForced()
    {
        Need();
        SetupScript created = SetupScript.Run(["create", "--mode", "fsdax", "--region", _region!, "--mount", MountPoint]);
        Assert.True(created.Status == 0, created.ToString());

        SetupScript refused = SetupScript.Run(["destroy", Namespace]);
        int mountsAfterRefusal = MountsHere().Length;
        SetupScript forced = SetupScript.Run(["destroy", Namespace, "--force"]);

        Assert.True(refused.Status == 1, refused.ToString());
        Assert.Contains("mounted at", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, mountsAfterRefusal);
        Assert.True(forced.Status == 0, forced.ToString());
        Assert.Empty(MountsHere());
        Assert.Equal("", HolderClass);
    }

    private void Need()
    {
        Skip.If(_region is null, $"{Variable} names no region to destroy: run tools/test.sh");
        Skip.If(SetupScript.Path is null, "tools/ndctl-setup.sh is not above the test assembly: run tools/test.sh from a checkout");
    }

    private static void Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
    }

    /// <summary>The lines of mountinfo for the test's own mount point, whose space the kernel writes as \040.</summary>
    private string[] MountsHere() => [.. File.ReadLines("/proc/self/mountinfo")
        .Where(line => line.Split(' ')[4] == MountPoint.Replace(" ", @"\040", StringComparison.Ordinal))];
}
