using Xunit;

namespace DaxNative.Tests;

/// <summary>A refusal after a file has begun to grow, beside somebody who uses what was added.</summary>
public class RefusedGrowthTests
{
    private const string Committed = "committed by another";

    [Fact]
    public void RefusedOpen_NeverShortensAFileThatAnotherHasStoredTo()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 9);
        PersistentMapping? other = null;
        var options = new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = 16 << 20,
            AllocationProgress = new Callback(() =>
            {
                other = StoreBehindTheOldEnd(temp);
                throw new InvalidDataException();
            }),
        };

        Assert.Throws<InvalidDataException>(() => PersistentMapping.Open(temp.Path, options));

        byte[] bytes = File.ReadAllBytes(temp.Path);
        Assert.Equal(Committed, System.Text.Encoding.ASCII.GetString(bytes, 1 << 20, Committed.Length));
        Assert.All(bytes.Take(4096), value => Assert.Equal(9, value));
        other!.Dispose();
    }

    [Fact]
    public void RefusedOpen_OfAFileThatIsTooLongForTheDisk_AddsNothing()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 9);

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(
            temp.Path, new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1L << 43 }));

        Assert.Equal(DaxError.NoSpace, refusal.Error);
        Assert.Equal(4096, new FileInfo(temp.Path).Length);
    }

    [Fact]
    public void PrefaultOfASparseFile_IsRefusedForLackOfRoomBeforeTheFileGrows()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 9);

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(
            temp.Path, new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1L << 43, Allocation = FileAllocation.Sparse, Prefault = true }));

        Assert.Equal(DaxError.NoSpace, refusal.Error);
        Assert.Equal(4096, new FileInfo(temp.Path).Length);
    }

    private static PersistentMapping StoreBehindTheOldEnd(TempPath temp)
    {
        PersistentMapping other = PersistentMapping.Open(temp.Path, new MappingOptions { Offset = 1 << 20, Length = 4096 });
        other.Write(0, System.Text.Encoding.ASCII.GetBytes(Committed));
        return other;
    }

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
