using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>A growth that is refused, or fails half way, leaves the mapping whole and the range usable.</summary>
public sealed class RefusedGrowTests : IDisposable
{
    private readonly RangeFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Grow_RefusesAddressesThatAreNotFree()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        PersistentMapping next = _files.Open(range, 1, 2 * Size);
        map.Grow(2 * Size);

        DaxException mapped = Refused(DaxError.AddressesInUse, () => map.Grow(2 * Size + 1));
        next.Dispose();
        DaxException disposed = Refused(DaxError.AddressesInUse, () => map.Grow(2 * Size + 1));

        Assert.Contains($"{_files[1]} is mapped from {2 * Size} to {3 * Size}", mapped.Message, StringComparison.Ordinal);
        Assert.Contains("Reclaim", disposed.Remedy, StringComparison.Ordinal);
        Assert.Equal((2 * Size, 2 * Size), (map.Length, new FileInfo(_files[0]).Length));
        range.Reclaim(2 * Size, Size);
        map.Grow(3 * Size);
        Assert.Equal(-1, map.AsReadOnlySpan(Size, 2 * Size).IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(2 * Size + 1)]
    [InlineData(long.MaxValue)]
    public void Grow_RefusesWhatTheRangeDoesNotHave(long length)
    {
        using AddressRange range = Reserve(2);
        using PersistentMapping map = _files.Open(range, 0, 0);

        Refused(DaxError.OutOfRange, () => map.Grow(length));

        Assert.Equal((Size, Size), (map.Length, new FileInfo(_files[0]).Length));
        map.Grow(2 * Size);
    }

    [Fact]
    public void Grow_RejectsLengthsThatAreNone()
    {
        using AddressRange range = Reserve();
        File.WriteAllBytes(_files[0], new byte[2 * Size]);
        using PersistentMapping map = range.Open(_files[0], 0, new MappingOptions { Offset = Size, AllowVolatile = true });

        Assert.Throws<ArgumentOutOfRangeException>(() => map.Grow(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Grow(long.MaxValue));
    }

    [Fact]
    public void Grow_OutsideOfARangeSaysWhatToDo()
    {
        using PersistentMapping map = PersistentMapping.Open(_files[0], Options());

        Assert.Contains("AddressRange.Open", Assert.Throws<InvalidOperationException>(() => map.Grow(2 * Size)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grow_OfADisposedMappingThrows()
    {
        using AddressRange range = Reserve();
        PersistentMapping map = _files.Open(range, 0, 0);
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => map.Grow(2 * Size));
        Assert.Equal(Size, new FileInfo(_files[0]).Length);
    }

    [Fact]
    public void Grow_WithoutRoomOnTheFileSystemChangesNothing()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(Size, 1);
        using var range = AddressRange.Reserve(1L << 44);
        using PersistentMapping map = range.Open(disk.Path, 0);

        Refused(DaxError.NoSpace, () => map.Grow(1L << 43));

        Assert.Equal((Size, Size), (map.Length, new FileInfo(disk.Path).Length));
        HoldsOnly(map, 0);
        using PersistentMapping behind = _files.Open(range, 1, Size);
        HoldsOnly(behind, 1);
    }

    [Fact]
    public void Grow_BesideAnOwnerOfTheFileChangesNothing()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        using PersistentMapping owner = PersistentMapping.Open(_files[0], Options() with { Lock = true });

        Refused(DaxError.Locked, () => map.Grow(2 * Size));

        Assert.Equal((Size, Size), (map.Length, new FileInfo(_files[0]).Length));
        owner.Dispose();
        map.Grow(2 * Size);
    }

    [Theory]
    [InlineData(FileAllocation.Written)]
    [InlineData(FileAllocation.Reserved)]
    [InlineData(FileAllocation.Sparse)]
    public void GrowthThatFailedHalfWay_IsTriedAgain(FileAllocation allocation)
    {
        bool fails = true;
        var progress = new Callback(() => _ = fails ? throw new InvalidDataException() : 0);
        File.WriteAllBytes(_files[0], new byte[Size]);
        using var range = AddressRange.Reserve(64 << 20);
        using PersistentMapping map = range.Open(_files[0], 0, Options() with { Mode = FileMode.Open, Length = 0, Allocation = allocation, AllocationProgress = progress });
        map.Fill(0, Size, 1);

        if (allocation == FileAllocation.Written)
        {
            Assert.Throws<InvalidDataException>(() => map.Grow(32 << 20));
            Assert.Equal(Size, map.Length);
            Assert.Contains("---p", MapsLine.Holding(map.Address + Size), StringComparison.Ordinal);
            Assert.True(new FileInfo(_files[0]).Length > Size);
        }

        fails = false;
        map.Grow(32 << 20);

        HoldsOnly(map, 0);
        map.Write((32 << 20) - 1, [9]);
        Assert.Equal(9, File.ReadAllBytes(_files[0])[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllocationProgress_MayNotEndOrGrowTheMappingThatGrows(bool disposes)
    {
        PersistentMapping? map = null;
        var progress = new Callback(() =>
        {
            if (disposes)
            {
                map?.Dispose();
            }
            else
            {
                map?.Grow(3 * Size);
            }
        });
        using AddressRange range = Reserve();
        map = range.Open(_files[0], 0, Options() with { AllocationProgress = progress });

        Assert.Contains("AllocationProgress", Assert.Throws<InvalidOperationException>(() => map.Grow(2 * Size)).Message, StringComparison.Ordinal);

        Assert.Equal(Size, map.Length);
        map.Persist(0, 8);
        map.Dispose();
    }

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
