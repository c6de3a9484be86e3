using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>On real memory of every kind: an opening, a look at its range and the doctor's prediction agree.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class AgreementKernelTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDevices.Mounts), MemberType = typeof(TestDevices))]
    public void FileOfAMount_IsTheSameToAllThree(string mount)
    {
        using var file = TestFile.Written(mount);
        Check(file.Path, new FileInfo(file.Path).DirectoryName!);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    [InlineData(TestDevices.E820Device)]
    [InlineData(TestDevices.VirtioDevice)]
    [InlineData(TestDevices.HmemDevice)]
    public void Device_IsTheSameToAllThree(string device) => CheckDevice(device);

    [SkippableFact]
    public void CxlDevice_IsTheSameToAllThree() => CheckDevice(TestDevices.CxlDevice);

    [SkippableTheory]
    [InlineData("ext4 on a loop device over tmpfs", "never")]
    [InlineData("ext4 on a loop device over a disk", "Page Assumed")]
    [InlineData("overlay over tmpfs", "never")]
    [InlineData("overlay over a disk", "Page Assumed")]
    [InlineData("ext4 with nobarrier", "Page Assumed")]
    [InlineData("ext4 with dax and nobarrier", "CacheLine Assumed")]
    [InlineData("tmpfs", "never")]
    [InlineData("ext4 on brd", "never")]
    public void FileSystemOfDoubt_IsTheSameToAllThree(string what, string expected)
    {
        using var stack = new BlockStackMount();
        Lay(stack, what);
        using TestFile file = stack.File();

        Check(file.Path, stack.Folder, expected);
    }

    private static void CheckDevice(string device)
    {
        string path = TestDevices.Get(device);
        DoctorOutlook predicted = Doctor.ExamineMachine().Devices.Single(known => path.EndsWith("/" + known.Device.Name, StringComparison.Ordinal)).Outlook;
        Same(Opened(path, out string range), range, Said(predicted));
    }

    private static void Lay(BlockStackMount stack, string what)
    {
        string folder = stack.Folder, other = folder + "-lower", plain = TestDevices.Get(TestDevices.PlainExt4);
        string pmem = TestDevices.Get(TestDevices.SparePmem);
        string below = what.EndsWith("tmpfs", StringComparison.Ordinal) ? other : $"{plain}/{Path.GetFileName(other)}";
        stack.With($"mkdir -p {folder} {other}", $"rmdir {folder} {other}");
        switch (what)
        {
            case "tmpfs":
                stack.With($"mount -t tmpfs none {folder}", $"umount {folder}");
                break;
            case "ext4 with nobarrier":
                stack.With($"mkfs.ext4 -q -F {pmem}; mount -o nobarrier {pmem} {folder}", $"umount {folder}");
                break;
            case "ext4 with dax and nobarrier":
                stack.With($"mkfs.ext4 -q -F -b 4096 {pmem}; mount -o dax=always,nobarrier {pmem} {folder}", $"umount {folder}");
                break;
            case "ext4 on brd":
                stack.With("modprobe brd rd_nr=1 rd_size=65536", "modprobe -r brd");
                stack.With($"mkfs.ext4 -q -F /dev/ram0; mount /dev/ram0 {folder}", $"umount {folder}");
                break;
            case var _ when what.StartsWith("overlay", StringComparison.Ordinal):
                Memory(stack, other);
                stack.With($"mkdir -p {below}/u {below}/w {other}/l; mount -t overlay -o lowerdir={other}/l,upperdir={below}/u,workdir={below}/w overlay {folder}", $"umount {folder}; rm -rf {below}/u {below}/w");
                break;
            default:
                Memory(stack, other);
                stack.With($"mkdir -p {below}; truncate -s 64M {below}/image; mkfs.ext4 -q -F {below}/image; mount -o loop {below}/image {folder}", $"umount {folder}; rm -rf {below}/image");
                break;
        }
    }

    private static void Memory(BlockStackMount stack, string folder) => stack.With($"mount -t tmpfs none {folder}", $"umount {folder}");

    private static void Check(string path, string folder, string? expected = null)
    {
        string opened = Opened(path, out string range);
        Same(opened, range, Said(Doctor.ExaminePath(folder).Outlook));
        Same(opened, range, Said(Doctor.ExaminePath(path).Outlook));
        Assert.Equal(expected ?? opened, opened);
    }

    private static string Opened(string path, out string range)
    {
        try
        {
            using PersistentMapping map = PersistentMapping.Open(path, new MappingOptions { AllowVolatile = true });
            MappedArea area = RangeInspector.Inspect(map.AsReadOnlySpan(0, 64)).Weakest;
            range = area.Granularity is null ? "never" : $"{area.Granularity} {area.Evidence}";
            return map.Guarantee.Evidence == DurabilityEvidence.Volatile ? "never" : $"{map.Granularity} {map.Guarantee.Evidence}";
        }
        catch (DaxException refusal) when (refusal.Error == DaxError.AsynchronousProvider)
        {
            using var foreign = ForeignMapping.Of(path, RawKernel.Sync, 2 << 20);
            range = RangeInspector.Inspect(foreign.Address, 4096).Granularity is { } granularity ? granularity.ToString() : "never";
            return "never";
        }
    }

    private static string Said(DoctorOutlook outlook) =>
        outlook.Refusal is not null || outlook.Evidence == DurabilityEvidence.Volatile ? "never" : $"{outlook.Granularity} {outlook.Evidence}";

    private static void Same(string opened, string range, string doctor) => Assert.Equal((opened, opened), (range, doctor));
}
