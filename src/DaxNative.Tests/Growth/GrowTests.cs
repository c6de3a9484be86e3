using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>A mapping that becomes longer in its place.</summary>
public sealed class GrowTests : IDisposable
{
    private readonly RangeFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public unsafe void Grow_KeepsEverythingThatRefersToTheMapping()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        Span<byte> span = map.AsSpan(0, Size);
        ref long variable = ref map.Ref<long>(64);
        PersistentBuffer buffer = map.Slice(128, 64);
        using MemoryHandle pin = map.AsMemory(0, 64).Pin();
        FlushBatch batch = map.BeginFlush();
        nint address = map.Address;

        map.Grow(4 * Size);

        Assert.Equal((4 * Size, address, (nint)pin.Pointer), (map.Length, map.Address, map.Address));
        span[0] = 0x55;
        variable = 77;
        buffer.Write(0, [9]);
        map.Persist(ref variable);
        map.Write(4 * Size - 4, "tail"u8);
        batch.Add(4 * Size - 64, 64);
        batch.Dispose();
        byte[] bytes = File.ReadAllBytes(_files[0]);
        Assert.Equal(4 * Size, bytes.Length);
        Assert.Equal((0x55L, 77L, 9L), (bytes[0], BitConverter.ToInt64(bytes, 64), bytes[128]));
        Assert.Equal("tail"u8.ToArray(), bytes[^4..]);
        Assert.Equal(-1, bytes.AsSpan(Size, 3 * Size - 4).IndexOfAnyExcept((byte)0));
        map.Verify();
    }

    [Fact]
    public void Grow_ChecksBoundsByTheNewLength()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Persist(Size, 1));

        map.Grow(2 * Size);

        map.Persist(Size, Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Persist(2 * Size, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.AsSpan(2 * Size, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Write(2 * Size - 1, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Persist(long.MaxValue, 1));
        Assert.Equal($"{_files[0]} [0, {2 * Size}): {map.Guarantee}", map.ToString());
    }

    [Theory]
    [InlineData(100, 3000)] // within its last page: the file alone
    [InlineData(100, 4096)]
    [InlineData(4096, 4097)]
    [InlineData(5000, 3 * Size - 7)]
    public void Grow_TakesAnyLengthOfAFile(int before, int after)
    {
        using TempPath disk = TempPath.OnDisk().WithFile(before, 3);
        using AddressRange range = Reserve();
        using PersistentMapping map = range.Open(disk.Path, 0);
        Assert.Equal(StoreGranularity.Page, map.Granularity);

        map.Grow(after);
        map.Write(after - 1, [9]);

        Assert.Equal((after, after), (map.Length, new FileInfo(disk.Path).Length));
        Assert.Equal(-1, map.AsReadOnlySpan(0, before).IndexOfAnyExcept((byte)3));
        Assert.Equal(-1, map.AsReadOnlySpan(before, after - before - 1).IndexOfAnyExcept((byte)0));
        Assert.Equal(9, File.ReadAllBytes(disk.Path)[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.AsSpan(after, 1));
    }

    [Fact]
    public void Grow_ToWhatItHasDoesNothing()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);

        map.Grow(0);
        map.Grow(Size);

        Assert.Equal((Size, Size), (map.Length, new FileInfo(_files[0]).Length));
    }

    // Else a file that grows often would meet the limit on areas.
    [Fact]
    public void ManySmallGrowths_LeaveOneAreaOfTheKernel()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = range.Open(_files[0], 0, Options(65536));
        for (long length = 2 * 65536; length <= 2 * Size; length += 65536)
        {
            map.Grow(length);
        }

        string area = Assert.Single(File.ReadLines("/proc/self/maps"), line => line.Contains(_files[0], StringComparison.Ordinal));
        Assert.StartsWith($"{map.Address:x}-{map.Address + 2 * Size:x} rw-s", area, StringComparison.Ordinal);
    }

    [Fact]
    public void Grow_MapsTheSameFileWhateverItsNameLeadsTo()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        File.Move(_files[0], _files[1]);
        File.WriteAllText(_files[0], "another");

        map.Grow(2 * Size);
        map.Write(Size, [9]);

        Assert.Equal(9, File.ReadAllBytes(_files[1])[Size]);
        Assert.Equal("another", File.ReadAllText(_files[0]));
    }

    [Fact]
    public void Grow_OfAFileWithoutANameIsRefused()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        File.Delete(_files[0]);

        Refused(DaxError.NotFound, () => map.Grow(2 * Size));

        HoldsOnly(map, 0);
        Assert.Equal(Size, map.Length);
    }

    [Fact]
    public void ReadOnlyMapping_GrowsOverWhatTheFileHas()
    {
        using AddressRange range = Reserve();
        using PersistentMapping writer = _files.Open(range, 0, 0);
        using PersistentMapping reader = range.Open(_files[0], 2 * Size, new MappingOptions { Access = MappingAccess.Read, AllowVolatile = true });
        Refused(DaxError.OutOfRange, () => reader.Grow(2 * Size));

        writer.Grow(2 * Size);
        writer.Write(Size, "more"u8);
        reader.Grow(2 * Size);

        Assert.Equal("more"u8.ToArray(), reader.AsReadOnlySpan(Size, 4).ToArray());
        Refused(DaxError.ReadOnly, () => reader.AsSpan(Size, 4));
        Refused(DaxError.OutOfRange, () => reader.Grow(2 * Size + 1));
        Assert.Equal(2 * Size, new FileInfo(_files[0]).Length);
    }

    [Fact]
    public void PrivateMapping_GrowsAndKeepsItsStoresToItself()
    {
        File.WriteAllBytes(_files[0], new byte[2 * Size]);
        using AddressRange range = Reserve();
        using PersistentMapping map = range.Open(_files[0], 0, new MappingOptions { Access = MappingAccess.CopyOnWrite, Length = Size, AllowVolatile = true });
        map.AsSpan(0, 1)[0] = 1;

        map.Grow(2 * Size);
        map.AsSpan(Size, 1)[0] = 1;

        Assert.Equal(1, map.AsReadOnlySpan(0, 1)[0]);
        Assert.Equal(-1, File.ReadAllBytes(_files[0]).AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Grow_OfAMappingThatHoldsTheLockKeepsIt()
    {
        MappingOptions locked = Options() with { Lock = true };
        using AddressRange range = Reserve();
        PersistentMapping map = range.Open(_files[0], 0, locked);

        map.Grow(2 * Size);

        Refused(DaxError.Locked, () => PersistentMapping.Open(_files[0], locked));
        map.Dispose();
        PersistentMapping.Open(_files[0], locked).Dispose();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void WhatIsAdded_IsAdvisedLikeTheRest(bool inherits, bool dumped)
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = range.Open(_files[0], 0, Options() with { InheritOnFork = inherits, IncludeInCoreDump = dumped, Prefault = true, Verify = true });

        map.Grow(2 * Size);

        VmFlagSet flags = Assert.Single(SmapsReader.Covering(LinuxRoot.Running, (nuint)map.Address, (nuint)map.Length)).VmFlags;
        Assert.Equal((!inherits, !dumped), (flags.Contains("dc"), flags.Contains("dd")));
    }

    // Else the kernel might tell the growth's fsync of a failed write-back, and the mapping's next msync that all is well.
    [Fact]
    public void FileIsMadeLongerByAnotherOpenFileThanTheOneThatIsMapped()
    {
        File.WriteAllBytes(_files[0], new byte[Size]);
        int[] answers = [];
        var progress = new Callback(() => answers = [.. Descriptors().Select(fd => Libc.Flock(fd, FlockOperations.LOCK_EX | FlockOperations.LOCK_NB) == 0 ? 0 : KernelErrors.Last)]);
        using AddressRange range = Reserve();
        using PersistentMapping map = range.Open(_files[0], 0, Options() with { AllocationProgress = progress });

        map.Grow(2 * Size);

        // The lock of the growth is that of its own open file; the other is the mapping's, by two descriptors.
        Assert.Equal([0, DaxNative.Errno.EAGAIN, DaxNative.Errno.EAGAIN], answers.Order());
    }

    [Fact]
    public void MappingAndItsDescriptor_GoTogether()
    {
        using AddressRange range = Reserve();
        PersistentMapping map = _files.Open(range, 0, 0);
        map.Grow(2 * Size);
        Assert.Single(Descriptors());

        map.Dispose();

        Assert.Empty(Descriptors());
    }

    // Of the first file.
    private SafeFileHandle[] Descriptors()
    {
        Assert.Equal(0, PosixFile.Status(_files[0], out FileStatus file));
        return [.. Directory.GetFiles("/proc/self/fd")
            .Where(link => PosixFile.Status(link, out FileStatus open) == 0 && (open.Device, open.Inode) == (file.Device, file.Inode))
            .Select(link => new SafeFileHandle(int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture), ownsHandle: false))];
    }

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
