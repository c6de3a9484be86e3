using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

public class SmapsReaderTests(RecordedKernels recorded) : IClassFixture<RecordedKernels>
{
    private const string FileName = "/mnt/whole/file with blanks\nand \\040 and newline";

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Read_FindsTheMappingsOfADaxFileWithAndWithoutMapSync(string kernel)
    {
        SmapsEntry[] entries = [.. SmapsReader.Read(recorded[kernel]).Where(entry => entry.Pathname == FileName)];

        Assert.Equal([false, true], entries.Select(entry => entry.VmFlags.Contains("sf")).Order());
        Assert.All(entries, entry => Assert.Equal(4096, entry.KernelPageSize));
        (uint major, uint minor) = recorded.Mount(kernel, "/mnt/whole");
        Assert.All(entries, entry => Assert.Equal((major, minor), (entry.Major, entry.Minor)));
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Read_ShowsTheAlignOfEachMappedDaxDeviceAsItsKernelPageSize(string kernel)
    {
        Dictionary<string, long?> aligns = DaxBus.Enumerate(recorded[kernel]).ToDictionary(device => "/dev/" + device.Name, device => device.Align);
        SmapsEntry[] entries = [.. SmapsReader.Read(recorded[kernel]).Where(entry => entry.Pathname.StartsWith("/dev/dax", StringComparison.Ordinal))];

        Assert.True(entries.Length >= 4);
        Assert.All(entries, entry => Assert.Equal(aligns[entry.Pathname], entry.KernelPageSize));
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Read_KnowsAFileThatWasDeleted(string kernel) =>
        Assert.Equal("/mnt/whole/gone", Assert.Single(SmapsReader.Read(recorded[kernel]), entry => entry.IsDeleted).Pathname);

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Read_FindsNoMnemonicThatVmFlagLacks(string kernel) => Assert.All(
        SmapsReader.Read(recorded[kernel]).SelectMany(entry => entry.VmFlags.Mnemonics),
        mnemonic => Assert.Contains(mnemonic, VmFlagMnemonics.ByMnemonic.Keys));

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Covering_GivesTheEntriesThatTouchTheRange(string kernel)
    {
        SmapsEntry[] all = [.. SmapsReader.Read(recorded[kernel])];

        foreach (SmapsEntry entry in all)
        {
            Assert.Equal(entry.Start, Assert.Single(SmapsReader.Covering(recorded[kernel], entry.Start, 1)).Start);
            Assert.Equal(entry.Start, Assert.Single(SmapsReader.Covering(recorded[kernel], entry.End - 1, 1)).Start);
        }

        Assert.Equal(all.Length, SmapsReader.Covering(recorded[kernel], 0, nuint.MaxValue).Count);
        Assert.Empty(SmapsReader.Covering(recorded[kernel], 0, 4096));
    }

    [SkippableFact]
    public void Smaps_OfThisProcessHasTheMemoryOfAnObject()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        nint memory = Marshal.AllocHGlobal(16);
        try
        {
            Assert.Single(ProcessMaps.Smaps(), entry => entry.Start <= (nuint)memory && (nuint)memory < entry.End);
            Assert.Single(SmapsReader.Covering(LinuxRoot.Running, (nuint)memory, 16));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    [Fact]
    public void Read_NamesTheFileThatIsMissing()
    {
        using var linux = new FakeLinux();

        DaxException exception = Assert.Throws<DaxException>(() => SmapsReader.Covering(linux.Root, 0, 1));

        Assert.Equal(linux.Real("/proc/self/smaps"), exception.Path);
        Assert.Equal(DaxError.NotFound, exception.Error);
    }

    [Fact]
    public void Read_TakesLinesLongerThanARead()
    {
        using var linux = new FakeLinux();
        string path = "/" + new string('x', 20000);
        linux.Text("/proc/self/smaps", $"1000-2000 r--p 0 0:0 0 {path}\nSize: 4 kB\n2000-3000 r--p 0 0:0 0 /last");

        Assert.Equal([path, "/last"], SmapsReader.Read(linux.Root).Select(entry => entry.Pathname));
    }

    [Fact]
    public void Read_GivesUpOnALineWithoutAnEnd()
    {
        using var linux = new FakeLinux();
        linux.Text("/proc/self/smaps", new string('x', 3 << 20));

        Assert.Equal(DaxError.MalformedText, Assert.Throws<DaxException>(() => SmapsReader.Read(linux.Root).Count()).Error);
    }
}
