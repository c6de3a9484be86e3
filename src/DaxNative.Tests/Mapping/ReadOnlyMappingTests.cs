using Xunit;

namespace DaxNative.Tests;

public class ReadOnlyMappingTests
{
    public static TheoryData<string> Stores => [.. s_stores.Keys];

    private static readonly Dictionary<string, Action<PersistentMapping>> s_stores = new()
    {
        ["AsSpan"] = map => map.AsSpan(0, 8),
        ["Ref"] = map => map.Ref<long>(0),
        ["Write"] = map => map.Write(0, [1]),
        ["Fill"] = map => map.Fill(0, 8, 1),
        ["StoreAtomic"] = map => map.StoreAtomic(0, 1),
        ["StoreAtomic of a type"] = map => map.StoreAtomic(0, 1UL),
        ["CompareExchange"] = map => map.CompareExchange(0, 1, 0),
        ["CompareExchange of a type"] = map => map.CompareExchange(0, 1UL, 0UL),
        ["AsMemory"] = map => map.AsMemory(0, 8),
        ["buffer AsSpan"] = map => map.Slice(0, 8).AsSpan(),
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public void EveryStore_IsRefused(string store)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 5);
        using PersistentMapping map = PersistentMapping.Open(temp.Path, new MappingOptions { Access = MappingAccess.Read });

        DaxException refusal = Assert.Throws<DaxException>(() => s_stores[store](map));

        Assert.Equal((DaxError.ReadOnly, "EACCES", true), (refusal.Error, refusal.ErrnoName, refusal.IsPredicted));
        Assert.Equal(temp.Path, refusal.Path);
    }

    [Fact]
    public void ReadingAndPersisting_Work()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 5);
        using PersistentMapping map = PersistentMapping.Open(temp.Path, new MappingOptions { Access = MappingAccess.Read, Verify = true });

        Assert.Equal(5, map.AsReadOnlySpan(4095, 1)[0]);
        Assert.Equal(5, map.AsReadOnlyMemory(0, 8).Span[0]);
        map.Persist(0, 4096);
        map.DeepFlush(0, 4096);
    }
}
