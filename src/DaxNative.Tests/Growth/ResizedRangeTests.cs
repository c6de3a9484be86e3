using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>The behaviours 19 to 34 of libpmem2's reservations: a range that becomes longer and shorter, and what is mapped in it, in order.</summary>
public sealed class ResizedRangeTests : IDisposable
{
    private readonly RangeFiles _files = new();

    public void Dispose() => _files.Dispose();

    // 19
    [Fact]
    public void EmptyRange_BecomesLonger()
    {
        using AddressRange range = Extended(1, 3);

        Assert.Equal(3 * Size, range.Length);
    }

    // 20
    [Fact]
    public void RangeWithAMapping_BecomesLongerAndTakesAnother()
    {
        using AddressRange range = Extended(1, 3, before => _files.Open(before, 0, 0));
        using PersistentMapping first = Assert.Single(range.Mappings);
        using PersistentMapping second = _files.Open(range, 1, 2 * Size);

        HoldsOnly(first, 0);
        HoldsOnly(second, 1);
        Assert.Equal(first.Address + 2 * Size, second.Address);
    }

    // 21, 24
    [Theory]
    [InlineData(5 * Size - 1)]
    [InlineData(Size + 1)]
    public void Resize_RejectsALengthThatIsNotWholePages(long length)
    {
        using AddressRange range = Reserve();

        Assert.Throws<ArgumentException>(() => range.Resize(length));
        Assert.Equal(4 * Size, range.Length);
    }

    // 22: from its end. What a range has at its start is what its offsets are counted from, so that stays.
    [Fact]
    public void EmptyRange_BecomesShorterAndTakesAMapping()
    {
        using AddressRange range = Reserve();
        range.Resize(2 * Size);
        using PersistentMapping map = _files.Open(range, 0, Size);

        Assert.Equal(2 * Size, range.Length);
        Refused(DaxError.OutOfRange, () => range.Open(_files[1], 2 * Size, Options()));
        HoldsOnly(map, 0);
    }

    // 23
    [Fact]
    public void RangeWithAMapping_BecomesShorterUpToIt()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, Size);

        range.Resize(3 * Size);
        range.Resize(2 * Size);

        Assert.Equal(2 * Size, range.Length);
        HoldsOnly(map, 0);
    }

    // 25, 26: the end is the only place, so nothing lies out of range or in the middle. The whole is what Dispose gives back.
    [Theory]
    [InlineData(0)]
    [InlineData(-Size)]
    public void Resize_RejectsALengthThatIsNone(long length)
    {
        using AddressRange range = Reserve();

        Assert.Throws<ArgumentOutOfRangeException>(() => range.Resize(length));
        Assert.Equal(4 * Size, range.Length);
    }

    [Fact]
    public void Resize_SaysThatNoAddressesAreLeft()
    {
        using AddressRange range = Reserve();

        Assert.Throws<DaxException>(() => range.Resize(1L << 62));
        Assert.Equal(4 * Size, range.Length);
    }

    // 27
    [Theory]
    [InlineData(Size)]
    [InlineData(2 * Size - 65536)]
    public void Resize_RefusesToCutOffAMapping(long length)
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, Size);

        DaxException refusal = Refused(DaxError.AddressesInUse, () => range.Resize(length));

        Assert.Contains($"{_files[0]} is mapped from {Size} to {2 * Size}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(4 * Size, range.Length);
        HoldsOnly(map, 0);
    }

    [Fact]
    public void Resize_KeepsTheAddressesThatADisposedMappingHad()
    {
        using AddressRange range = Reserve();
        PersistentMapping map = _files.Open(range, 0, 2 * Size);
        nint address = map.Address;
        map.Dispose();

        range.Resize(Size);

        Assert.Contains("---p", MapsLine.Holding(address), StringComparison.Ordinal);
        range.Resize(3 * Size);
        Refused(DaxError.AddressesInUse, () => range.Open(_files[1], 2 * Size, Options()));
        GC.KeepAlive(map);
    }

    // 28: of one mapping that fills the range.
    [Theory]
    [InlineData(0, Size / 2)]
    [InlineData(Size / 2, Size)]
    [InlineData(0, Size)]
    public void Mappings_FindOneByAPartOfIt(long start, long end)
    {
        using AddressRange range = Reserve(1);
        using PersistentMapping map = _files.Open(range, 0, 0);

        Assert.Same(map, Find(range, start, end));
    }

    // 29: of two, the first that the part touches.
    [Theory]
    [InlineData(0, Size, 0)]
    [InlineData(Size, 2 * Size, 1)]
    [InlineData(0, 2 * Size, 0)]
    public void Mappings_FindTheFirstOfTwo(long start, long end, int expected)
    {
        using AddressRange range = Reserve(2);
        using PersistentMapping second = _files.Open(range, 1, Size);
        using PersistentMapping first = _files.Open(range, 0, 0);

        Assert.Same(expected == 0 ? first : second, Find(range, start, end));
    }

    // 30, 31, 32: the one before and the one behind each of five, and none before the first and behind the last.
    [Fact]
    public void Mappings_AreInOrderWhateverOrderTheyWereOpenedIn()
    {
        using AddressRange range = Reserve(10);
        PersistentMapping[] maps = [.. ((int[])[3, 0, 4, 1, 2]).Select(number => _files.Open(range, number, 2 * number * Size)).OrderBy(range.OffsetOf)];

        Assert.Equal(maps, range.Mappings);
        Assert.Equal([0, 2 * Size, 4 * Size, 6 * Size, 8 * Size], range.Mappings.Select(range.OffsetOf));
        Array.ForEach(maps, map => map.Dispose());
        Assert.Null(Find(range, 0, 10 * Size));
    }

    // 33
    [Fact]
    public void Mappings_HaveOneForTheFirstAndTheLast()
    {
        using AddressRange range = Reserve(1);
        using PersistentMapping map = _files.Open(range, 0, 0);

        Assert.Same(range.Mappings[0], range.Mappings[^1]);
    }

    // 34
    [Fact]
    public void Mappings_LoseTheFirstAndTheLastUntilNoneIsLeft()
    {
        using AddressRange range = Reserve(10);
        PersistentMapping[] maps = [.. Enumerable.Range(0, 10).Select(number => _files.Open(range, number, number * Size))];
        for (int i = 0; i < 5; i++)
        {
            Assert.Same(maps[i], range.Mappings[0]);
            Assert.Same(maps[9 - i], range.Mappings[^1]);
            range.Mappings[0].Dispose();
            range.Mappings[^1].Dispose();
            Assert.Equal(8 - 2 * i, range.Mappings.Count);
        }
    }

    [Fact]
    public void OffsetOf_RejectsAMappingOfAnotherRangeOrOfNone()
    {
        using AddressRange range = Reserve(1);
        using AddressRange other = Reserve(1);
        using PersistentMapping elsewhere = _files.Open(other, 0, 0);
        using PersistentMapping alone = PersistentMapping.Open(_files[1], Options());

        Assert.Throws<ArgumentException>(() => range.OffsetOf(elsewhere));
        Assert.Throws<ArgumentException>(() => range.OffsetOf(alone));
        Assert.Empty(range.Mappings);
    }

    private static PersistentMapping? Find(AddressRange range, long start, long end) =>
        range.Mappings.FirstOrDefault(map => range.OffsetOf(map) < end && start < range.OffsetOf(map) + map.Length);
}
