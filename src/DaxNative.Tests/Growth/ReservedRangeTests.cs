using System.Buffers;
using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>The behaviours 1 to 18 of libpmem2's reservations: reserving, and mapping in what is reserved (docs/growth.md has the table).</summary>
public sealed class ReservedRangeTests : IDisposable
{
    private readonly RangeFiles _files = new();

    public void Dispose() => _files.Dispose();

    // 1: the library chooses the address; what a caller says of it is its alignment.
    [Theory]
    [InlineData(3)]
    [InlineData((2 << 20) - 1)]
    public void Reserve_RejectsAnAlignmentThatIsNoPowerOfTwo(long alignment) =>
        Assert.Throws<ArgumentException>(() => AddressRange.Reserve(Size, alignment));

    // 2
    [Theory]
    [InlineData(Size - 1)]
    [InlineData(1)]
    public void Reserve_RejectsALengthThatIsNotWholePages(long length) =>
        Assert.Throws<ArgumentException>(() => AddressRange.Reserve(length));

    [Theory]
    [InlineData(0)]
    [InlineData(-Size)]
    public void Reserve_RejectsALengthThatIsNone(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.Reserve(length));

    [Theory]
    [InlineData(Size, 1L << 30)]
    [InlineData(8L << 20, 0)]
    public void Reserve_BeginsAtAMultipleOfTheAlignment(long length, long alignment)
    {
        using var range = AddressRange.Reserve(length, alignment);
        using PersistentMapping map = range.Open(_files[0], 0, Options());

        Assert.Equal(0, map.Address % (alignment == 0 ? 2L << 20 : alignment));
    }

    // 3: a place has one address for as long as the range lives.
    [Fact]
    public void Open_MapsAtTheSameAddressAgain()
    {
        using AddressRange range = Reserve();
        PersistentMapping first = _files.Open(range, 0, Size);
        nint address = first.Address;
        first.Dispose();
        range.Reclaim(Size, Size);

        using PersistentMapping second = range.Open(_files[0], Size, Options());

        Assert.Equal(address, second.Address);
        HoldsOnly(second, 0);
    }

    // 4, 5, 6, 7: nobody names an address, so nobody names an occupied one. Where a range becomes longer it may meet one.
    [Theory]
    [InlineData(0, 2)] // 4: a mapping where all of the addresses would be
    [InlineData(1, 1)] // 5: a mapping that begins within them
    [InlineData(0, 1)] // 6: a mapping that ends within them
    [InlineData(0, 3)] // 7: another reservation
    public void Resize_RefusesAddressesThatSomebodyHas(int from, int units)
    {
        using AddressRange range = Reserve(6);
        using PersistentMapping map = _files.Open(range, 0, 0);
        range.Resize(Size);

        // Where another thread was quicker, they are taken as well.
        var others = new AddressArea(map.Address + Size + from * Size, units * (long)Size);
        bool isOurs = others.ReserveIfFree() == 0;
        Refused(DaxError.AddressesInUse, () => range.Resize(3 * Size));
        Assert.Equal(Size, range.Length);

        Assert.True(!isOurs || MapsLine.Holding(others.Address).Contains("---p", StringComparison.Ordinal));
        HoldsOnly(map, 0);
        _ = isOurs ? Libc.Munmap(others.Address, (nuint)others.Length) : 0;
    }

    // 8
    [Fact]
    public void Reserve_SaysThatNoAddressesAreLeft()
    {
        DaxException refusal = Refused(DaxError.System, () => AddressRange.Reserve(1L << 50));

        Assert.Equal("ENOMEM", refusal.ErrnoName);
        Assert.Contains("1073741824 MiB are needed", refusal.Message, StringComparison.Ordinal);
    }

    // 9
    [Fact]
    public void Open_MapsAFileAtAnOffsetOfTheRange()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 2 * Size);

        Assert.Equal(2 * Size, range.OffsetOf(map));
        Assert.Equal(Size, map.Length);
        HoldsOnly(map, 0);
        Assert.Equal(-1, File.ReadAllBytes(_files[0]).AsSpan().IndexOfAnyExcept((byte)1));
    }

    // 10: the range is shorter than the file.
    [Fact]
    public void Open_MapsAPartOfAFile()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2 * Size).Select(i => (byte)(i / Size))];
        File.WriteAllBytes(_files[0], bytes);
        using AddressRange range = Reserve(1);
        using PersistentMapping map = range.Open(_files[0], 0, new MappingOptions { Offset = Size, AllowVolatile = true });

        Assert.Equal((Size, Size), (map.Offset, map.Length));
        Assert.Equal(-1, map.AsReadOnlySpan(0, Size).IndexOfAnyExcept((byte)1));
    }

    // 11: not refused. The addresses go with the last mapping.
    [Fact]
    public void Dispose_LeavesTheMappingsOfTheRangeAsTheyAre()
    {
        AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);

        range.Dispose();
        range.Dispose();

        HoldsOnly(map, 0);
        map.Write(0, [7]);
        Assert.Equal(7, File.ReadAllBytes(_files[0])[0]);
        Assert.Same(map, Assert.Single(range.Mappings));
        Assert.Throws<ObjectDisposedException>(() => range.Open(_files[1], Size, Options()));
        Assert.False(File.Exists(_files[1]));
        Assert.Throws<ObjectDisposedException>(() => map.Grow(2 * Size));
        Assert.Throws<ObjectDisposedException>(() => range.Resize(Size));
        Assert.Throws<ObjectDisposedException>(() => range.Reclaim(0, Size));
    }

    // 12: with Reclaim before a place is used again.
    [Fact]
    public void EverySecondMapping_IsUnmappedAndMappedAgain()
    {
        const int Count = 10;
        using AddressRange range = Reserve(Count);
        PersistentMapping[] maps = [.. Enumerable.Range(0, Count).Select(number => _files.Open(range, number, number * Size))];
        for (int number = 0; number < Count; number += 2)
        {
            maps[number].Dispose();
            Refused(DaxError.AddressesInUse, () => range.Open(_files[number], number * (long)Size, Options()));
        }

        range.Reclaim(0, range.Length);
        for (int number = 0; number < Count; number += 2)
        {
            maps[number] = range.Open(_files[number], number * Size, Options());
        }

        Assert.Equal(maps, range.Mappings);
        for (int number = 0; number < Count; number++)
        {
            HoldsOnly(maps[number], number);
            maps[number].Dispose();
        }
    }

    // 13
    [Theory]
    [InlineData(0, 4 * Size + 1)]
    [InlineData(3 * Size, Size + 1)]
    [InlineData(4 * Size, 1)]
    [InlineData(1L << 62, Size)]
    [InlineData(0, 1L << 62)]
    public void Open_RefusesWhatDoesNotFitIntoTheRange(long offset, long length)
    {
        using AddressRange range = Reserve();

        DaxException refusal = Refused(DaxError.OutOfRange, () => range.Open(_files[0], offset, Options(length) with { Allocation = FileAllocation.Sparse }));

        Assert.True(refusal.IsPredicted);
        Assert.False(File.Exists(_files[0]));
    }

    [Fact]
    public void Open_RefusesAnOffsetThatIsNoWholePage()
    {
        using AddressRange range = Reserve();

        DaxException refusal = Refused(DaxError.Misaligned, () => range.Open(_files[0], 100, Options()));

        Assert.Contains($"Use the offset 0 or {Environment.SystemPageSize}.", refusal.Remedy, StringComparison.Ordinal);
        Assert.False(File.Exists(_files[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.Open(_files[0], -Size, Options()));
    }

    [Theory]
    [InlineData(Size)] // 14: whole
    [InlineData(Size / 2)] // 15: its first half
    [InlineData(Size + Size / 2)] // 16: its second half
    public void Open_RefusesAPlaceThatOverlapsAMapping(long offset)
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, Size);
        File.WriteAllBytes(_files[2], new byte[100]);

        DaxException refusal = Refused(DaxError.AddressesInUse, () => range.Open(_files[1], offset, Options()));
        Refused(DaxError.AddressesInUse, () => range.Open(_files[2], offset, Options()));

        Assert.Contains($"{_files[0]} is mapped from {Size} to {2 * Size}", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files[1]));
        Assert.Equal(100, new FileInfo(_files[2]).Length);
        HoldsOnly(map, 0);
    }

    // 17
    [Fact]
    public void RangeIsWholeAfterAMappingWasRefusedForItsGranularity()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(4 * Size);
        using AddressRange range = Reserve();
        var half = new MappingOptions { Offset = 2 * Size, RequiredGranularity = StoreGranularity.Byte };
        Refused(DaxError.GranularityNotAvailable, () => range.Open(disk.Path, Size, half));
        Refused(DaxError.VolatileMemory, () => range.Open(_files[0], Size, Options() with { AllowVolatile = false }));
        using PersistentMapping owner = PersistentMapping.Open(_files[1], Options() with { Lock = true });
        Refused(DaxError.Locked, () => range.Open(_files[1], Size, Options() with { Lock = true }));
        Refused(DaxError.NoSpace, () => range.Open(_files[2], Size, Options() with { AllocationProgress = new Thrower() }));

        using PersistentMapping whole = range.Open(disk.Path, 0);

        Assert.Equal(4 * Size, whole.Length);
    }

    // 18: each place has one mapping at a time, however many ask; a place that a thread gave back is its own to ask for.
    [Fact]
    public void ThreadsThatMapAndUnmapInOneRange_NeverGetTheSamePlace()
    {
        const int Threads = 8;
        using AddressRange range = Reserve(3);
        for (int number = 0; number < Threads; number++)
        {
            PersistentMapping.Open(_files[number], Options()).Dispose();
        }

        int[] owners = new int[3];
        int mapped = 0;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, number =>
        {
            for (int round = 0; round < 200; round++)
            {
                int place = (number + round) % 3;
                try
                {
                    using PersistentMapping map = range.Open(_files[number], place * Size, Options());
                    Assert.Equal(0, Interlocked.Exchange(ref owners[place], number + 1));
                    map.Write(0, BitConverter.GetBytes(number));
                    Assert.Equal(number, map.ReadOnlyRef<int>(0));
                    Interlocked.Increment(ref mapped);
                    Assert.Equal(number + 1, Interlocked.Exchange(ref owners[place], 0));
                }
                catch (DaxException taken) when (taken.Error == DaxError.AddressesInUse)
                {
                    range.Reclaim(place * (long)Size, Size);
                }
            }
        });

        Assert.True(mapped > 200, $"{mapped} mappings");
        Assert.Empty(range.Mappings);
    }

    private sealed class Thrower : IProgress<long>
    {
        public void Report(long value) => throw new DaxFailure(DaxError.NoSpace, "test", "None.", "None.").ToException();
    }
}
