using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>daxnative doctor on a running kernel that has every kind of persistent memory, against ndctl and daxctl.</summary>
[Collection(ReconfiguresDevices.Name)]
public class DoctorKernelTests
{
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void Json_AgreesWithNdctlAndDaxctl_AsRootAndAsAnOrdinaryUser()
    {
        string spare = Path.GetFileName(TestDevices.Get(TestDevices.SparePmem));

        // Far from what other tests use: without firmware that clears them, bad sectors stay until the next boot.
        GuestCommand.Run($"echo '1040000 8' >/sys/block/{spare}/badblocks");
        try
        {
            var theirs = ToolFacts.From(GuestCommand.Run("ndctl list -RNDX -M -v -i"), GuestCommand.Run("daxctl list -DR -i"));
            ProcessResult ordinary = ProbeProcess.RunTool(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ProbeProcess.DotNet, ToolRun.Assembly, "doctor", "--json");
            ToolRun root = ToolRun.Of("doctor", "--json");

            Assert.Equal(0, root.ExitCode);
            _ = NdctlAgreement.Check(theirs, ToolFacts.From(root.Output));
            Assert.True(ordinary.ExitCode == 0, ordinary.ToString());
            _ = NdctlAgreement.Check(theirs, ToolFacts.From(ordinary.Output));
        }
        finally
        {
            GuestCommand.Run($"dd if=/dev/zero of=/dev/{spare} bs=512 seek=1040000 count=8 oflag=direct status=none || true");
        }
    }

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData(TestDevices.NvdimmExt4, 0, true)]
    [InlineData(TestDevices.NvdimmXfs, 0, true)]
    [InlineData(TestDevices.E820Ext4, 0, true)]
    [InlineData(TestDevices.VirtioExt4, 1, false)]
    [InlineData(TestDevices.PlainExt4, 1, false)]
    public void APathOnAMount_IsAnsweredAsTheKernelMapsIt(string device, int expected, bool mapSync)
    {
        string folder = TestDevices.Get(device);
        string file = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        File.WriteAllBytes(file, new byte[8192]);
        try
        {
            ToolRun ofFile = ToolRun.Of("inspect", file, "--json");
            ToolRun ofFolder = ToolRun.Of("inspect", folder, "--json");

            Assert.Equal(expected, ofFile.ExitCode);
            Assert.True(ofFile.Json.GetProperty("tried").GetBoolean());
            Assert.Equal(mapSync, ofFile.Json.GetProperty("outlook").GetProperty("map_sync").GetBoolean());

            // What was predicted for the folder is what the kernel does with the file.
            Assert.Equal(expected, ofFolder.ExitCode);
            foreach (string key in (string[])["verdict", "granularity", "evidence", "map_sync", "persistence_domain"])
            {
                Assert.Equal(ofFile.Json.GetProperty("outlook").GetProperty(key).ToString(), ofFolder.Json.GetProperty("outlook").GetProperty(key).ToString());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData(TestDevices.NvdimmDevice4K, 0)]
    [InlineData(TestDevices.NvdimmDevice2M, 0)]
    [InlineData(TestDevices.NvdimmDevice1G, 0)]
    [InlineData(TestDevices.E820Device, 0)]
    [InlineData(TestDevices.VirtioDevice, 1)]
    [InlineData(TestDevices.HmemDevice, 1)]
    public void ADevice_IsAnsweredAsTheKernelMapsIt(string device, int expected)
    {
        ToolRun root = ToolRun.Of("inspect", TestDevices.Get(device), "--json");

        Assert.Equal(expected, root.ExitCode);
        Assert.True(root.Json.GetProperty("tried").GetBoolean());
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void ADeviceThatThisUserMayNotOpen_IsPredicted()
    {
        string node = TestDevices.Get(TestDevices.NvdimmDevice2M);

        ProcessResult ordinary = ProbeProcess.RunTool(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ProbeProcess.DotNet, ToolRun.Assembly, "inspect", node, "--json");

        Assert.True(ordinary.ExitCode == 0, ordinary.ToString());
        Assert.Contains("\"tried\": false", ordinary.Output, StringComparison.Ordinal);
        Assert.Contains("setfacl", ordinary.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void AProcess_ShowsItsDaxMappingsAndNoOthers()
    {
        string file = Path.Combine(TestDevices.Get(TestDevices.NvdimmExt4), Guid.NewGuid().ToString("n"));
        string plain = Path.Combine(TestDevices.Get(TestDevices.PlainExt4), Guid.NewGuid().ToString("n"));
        string node = TestDevices.Get(TestDevices.NvdimmDevice2M);
        var options = new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 2L << 20 };
        try
        {
            using var onFile = PersistentMapping.Open(file, options);
            using var onPlain = PersistentMapping.Open(plain, options);
            using var onDevice = PersistentMapping.Open(node, options with { Mode = FileMode.Open });

            DoctorProcess process = Doctor.ExamineProcess(Environment.ProcessId);

            MappedArea fileArea = Assert.Single(process.Areas, area => area.Path == file);
            Assert.Equal((AreaKind.DaxFile, true, onFile.Granularity), (fileArea.Kind, fileArea.IsMapSync, fileArea.Granularity));
            MappedArea deviceArea = Assert.Single(process.Areas, area => area.Path == node);
            Assert.Equal((AreaKind.DeviceDax, onDevice.Granularity), (deviceArea.Kind, deviceArea.Granularity));
            Assert.DoesNotContain(process.Areas, area => area.Path == plain);
        }
        finally
        {
            File.Delete(file);
            File.Delete(plain);
        }
    }
}
