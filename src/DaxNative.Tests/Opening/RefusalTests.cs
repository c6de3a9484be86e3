using System.Diagnostics;
using System.Net.Sockets;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is refused on any machine. The kernel is asked too wherever an errno is predicted.</summary>
public class RefusalTests
{
    private const int Page = 4096;

    [Fact]
    public void RequiredEvidence_IsNotSatisfiedByTmpfsAlsoWhereVolatileMemoryIsAllowed()
    {
        using TempPath temp = TempPath.InMemory().WithFile(4096);
        var options = new MappingOptions { AllowVolatile = true, RequiredGranularity = StoreGranularity.CacheLine };

        PersistentMapping.Open(temp.Path, options).Dispose();

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(temp.Path, options with { RequiredEvidence = DurabilityEvidence.Assumed }));
        Assert.Equal(DaxError.EvidenceNotAvailable, refusal.Error);
    }

    [Fact]
    public void RequiredEvidence_CannotBeVolatile() => Assert.Throws<ArgumentException>(
        () => PersistentMapping.Open("/dev/null", new MappingOptions { RequiredEvidence = DurabilityEvidence.Volatile }));

    private static readonly MappingOptions s_volatile = new() { AllowVolatile = true };

    [Fact]
    public void Open_RefusesAMissingFile()
    {
        using var temp = TempPath.InMemory();
        Refusal.ByKernel(DaxError.NotFound, "stat", Errno.ENOENT, temp.Path);
    }

    [Fact]
    public void Open_RefusesADirectory()
    {
        using var temp = TempPath.InMemory();
        Refusal.Predicted(DaxError.WrongFileType, "open", Errno.EISDIR, temp.Directory);
        Assert.Equal(Errno.EISDIR, RawKernel.Open(temp.Directory));
    }

    [Fact]
    public void Open_RefusesAFifoWithoutWaitingForAWriter()
    {
        using var temp = TempPath.InMemory();
        Assert.Equal(0, Syscall.mkfifo(temp.Path, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR));
        Refusal.Predicted(DaxError.WrongFileType, "open", Errno.ENODEV, temp.Path, s_volatile);
        Assert.Equal(Errno.ENODEV, RawKernel.Mmap(temp.Path, Page, MmapFlags.MAP_SHARED));
    }

    [Fact]
    public void Open_RefusesASocket()
    {
        using var temp = TempPath.InMemory();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(temp.Path));
        Refusal.Predicted(DaxError.WrongFileType, "open", Errno.ENXIO, temp.Path, s_volatile);
        Assert.Equal(Errno.ENXIO, RawKernel.Open(temp.Path));
    }

    [Fact]
    public void Open_RefusesACharacterDeviceThatIsNotOfTheDaxBus()
    {
        Refusal.Predicted(DaxError.WrongFileType, "open", Errno.ENODEV, "/dev/null", s_volatile);
        Assert.Equal(Errno.ENODEV, RawKernel.Mmap("/dev/null", Page, MmapFlags.MAP_SHARED));
    }

    [Fact]
    public void Open_RefusesAFileOfZeroLength()
    {
        using TempPath temp = TempPath.InMemory().WithFile(0);
        Refusal.Predicted(DaxError.OutOfRange, "mmap", Errno.EINVAL, temp.Path, s_volatile);
        Assert.Equal(Errno.EINVAL, RawKernel.Mmap(temp.Path, 0, MmapFlags.MAP_SHARED));
    }

    [Theory]
    [InlineData(0, 2 * Page)]
    [InlineData(Page, Page)]
    [InlineData(0, Page + 1)]
    public void Open_RefusesARangeBeyondTheEndOfTheFile(long offset, long length)
    {
        using TempPath temp = TempPath.InMemory().WithFile(Page);
        DaxException refusal = Refusal.Predicted(DaxError.OutOfRange, "mmap", 0, temp.Path, s_volatile with { Offset = offset, Length = length });
        Assert.Equal((offset, length), (refusal.Offset, refusal.Length));

        // The kernel maps it, and the first touch would end the process: that is why it is refused.
        Assert.Equal(0, RawKernel.Mmap(temp.Path, length, MmapFlags.MAP_SHARED, offset));
    }

    [Fact]
    public void Open_RefusesAnOffsetWithNothingBehindIt()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Page);
        Refusal.Predicted(DaxError.OutOfRange, "mmap", Errno.EINVAL, temp.Path, s_volatile with { Offset = Page });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(Page + 64)]
    public void Open_RefusesAnOffsetThatIsNotAMultipleOfThePageSize(long offset)
    {
        using TempPath temp = TempPath.InMemory().WithFile(4 * Page);
        Refusal.Predicted(DaxError.Misaligned, "mmap", Errno.EINVAL, temp.Path, s_volatile with { Offset = offset, Length = Page });
        Assert.Equal(Errno.EINVAL, RawKernel.Mmap(temp.Path, Page, MmapFlags.MAP_SHARED, offset));
    }

    [Fact]
    public void Open_RefusesVolatileMemoryWithoutThePermission()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Page);
        DaxException refusal = Refusal.Predicted(DaxError.VolatileMemory, "mmap", 0, temp.Path);
        Assert.Contains("tmpfs", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(MappingOptions.AllowVolatile), refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesAPrivateMappingWithoutThePermission()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(Page);
        MappingOptions options = new() { Access = MappingAccess.CopyOnWrite };
        Refusal.Predicted(DaxError.VolatileMemory, "mmap", 0, temp.Path, options);
        using PersistentMapping map = PersistentMapping.Open(temp.Path, options with { AllowVolatile = true });
        Assert.Equal(DurabilityEvidence.Volatile, map.Guarantee.Evidence);
    }

    [Fact]
    public void CreateNew_RefusesAnExistingFileAndLeavesItAlone()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Page, value: 7);
        Refusal.Predicted(DaxError.AlreadyExists, "open", Errno.EEXIST, temp.Path, s_volatile with { Mode = FileMode.CreateNew, Length = 2 * Page });
        Assert.Equal(Errno.EEXIST, RawKernel.Open(temp.Path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL));
        Assert.Equal(Page, File.ReadAllBytes(temp.Path).Count(value => value == 7));
    }

    [Fact]
    public void Open_CreatesNothing()
    {
        using var temp = TempPath.InMemory();
        Refusal.ByKernel(DaxError.NotFound, "stat", Errno.ENOENT, temp.Path, s_volatile with { Length = Page });
        Assert.False(File.Exists(temp.Path));
    }

    [Fact]
    public void Open_NeverExtends()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Page);
        Refusal.Predicted(DaxError.OutOfRange, "mmap", 0, temp.Path, s_volatile with { Length = 2 * Page });
        Assert.Equal(Page, new FileInfo(temp.Path).Length);
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void Open_RefusesAFileThatAnotherProcessHasLocked(MappingAccess access)
    {
        DebianPackages.SkipUnlessThere("flock");
        using TempPath temp = TempPath.InMemory().WithFile(Page);
        using var holder = Process.Start(new ProcessStartInfo("flock", ["-x", temp.Path, "-c", "echo held; cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Refusal.ByKernel(DaxError.Locked, "flock", Errno.EAGAIN, temp.Path, s_volatile with { Access = access, Lock = true });

        // Advisory: who does not ask is not stopped.
        PersistentMapping.Open(temp.Path, s_volatile).Dispose();

        holder.StandardInput.Close();
        holder.WaitForExit();
        PersistentMapping.Open(temp.Path, s_volatile with { Access = access, Lock = true }).Dispose();
    }

    [Fact]
    public void RequiredGranularity_RefusesThePageCacheAndSaysHowToGetMore()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(Page);
        DaxException refusal = Refusal.ByKernel(DaxError.GranularityNotAvailable, "mmap", Errno.EOPNOTSUPP, temp.Path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine });
        Assert.Contains("page cache", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dax=always", refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(Errno.EOPNOTSUPP, RawKernel.MmapSync(temp.Path, Page));
    }

    [Fact]
    public void RequiredGranularity_IsNotMetByForcingItUnlessTheOptionsAllowThat()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(Page);
        MappingOptions forced = new() { RequiredGranularity = StoreGranularity.CacheLine, ForceGranularity = StoreGranularity.Byte };
        DaxException refusal = Refusal.ByKernel(DaxError.GranularityNotAvailable, "mmap", Errno.EOPNOTSUPP, temp.Path, forced);
        Assert.Contains(nameof(MappingOptions.AllowForced), refusal.Remedy, StringComparison.Ordinal);
        using PersistentMapping map = PersistentMapping.Open(temp.Path, forced with { AllowForced = true });
        Assert.Equal((StoreGranularity.Byte, DurabilityEvidence.Forced), (map.Granularity, map.Guarantee.Evidence));
    }

    [Fact]
    public void ARefusedCreationLeavesNoFileBehind()
    {
        using var temp = TempPath.OnDisk();
        MappingOptions options = new() { Mode = FileMode.CreateNew, Length = Page, RequiredGranularity = StoreGranularity.Byte };
        Refusal.ByKernel(DaxError.GranularityNotAvailable, "mmap", Errno.EOPNOTSUPP, temp.Path, options);
        Assert.False(File.Exists(temp.Path));
    }
}
