using DaxNative.Garnet;
using Tsavorite.core;
using Xunit;

namespace DaxNative.Tests;

public class PmemDeviceFactoryTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ListContents_GivesFoldersAndThenFilesAndTheNewestFirst(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using PmemDeviceFactoryCreator creator = Open(place);
        INamedDeviceFactory factory = creator.Create("./Store//checkpoints/");
        foreach ((string folder, string file) in ((string, string)[])[("zz", "info.dat"), ("aa", "info.dat"), ("", "commit.1"), ("", "commit.2"), ("zz", "snapshot.dat")])
        {
            Make(factory, folder, file);
            place.WaitForTheNextTime();
        }

        Assert.Equal([("zz", ""), ("aa", ""), ("", "commit.2.0"), ("", "commit.1.0")], factory.ListContents("").Select(found => (found.directoryName, found.fileName)));
        Assert.Equal(["snapshot.dat.0", "info.dat.0"], factory.ListContents("zz").Select(found => found.fileName));
        Assert.Empty(creator.Create("Store").ListContents("check"));
        Assert.Equal(["checkpoints"], creator.Create("Store").ListContents("").Select(found => found.directoryName));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Delete_TakesAFileOrAFolderAndNothingElse(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using PmemDeviceFactoryCreator creator = Open(place);
        INamedDeviceFactory factory = creator.Create("base");
        foreach ((string folder, string file) in ((string, string)[])[("one", "a"), ("one", "ab"), ("one", "a.old"), ("ones", "a"), ("two", "a")])
        {
            Make(factory, folder, file);
        }

        factory.Delete(new FileDescriptor("one", "a"));
        Assert.Equal(["base/one/a.old.0", "base/one/ab.0", "base/ones/a.0", "base/two/a.0"], creator.Store.List().Order(StringComparer.Ordinal));

        factory.Delete(new FileDescriptor { directoryName = "one" });
        Assert.Equal(["base/ones/a.0", "base/two/a.0"], creator.Store.List().Order(StringComparer.Ordinal));

        factory.Delete(new FileDescriptor { directoryName = "" });
        Assert.Empty(creator.Store.List());
    }

    [Fact]
    public void UsePersistentMemory_SetsTheDevicesAndSaysWhatTheyAreWorth()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        var server = new global::Garnet.server.GarnetServerOptions();

        using PmemDeviceFactoryCreator creator = server.UsePersistentMemory(place.Path, new PmemDeviceOptions { Store = place.Options, SectorSize = 64 });

        Assert.Same(creator, server.DeviceFactoryCreator);
        Assert.Equal(StoreGranularity.CacheLine, creator.Guarantee.Granularity);
        using IDevice device = creator.Create("x").Get(new FileDescriptor("", "log"));
        Assert.Equal(64u, device.SectorSize);
        Assert.Equal(creator.Guarantee, Assert.IsType<PmemDevice>(device).Guarantee);
        Refusal.Of(DaxError.Locked, () => server.UsePersistentMemory(place.Path, new PmemDeviceOptions { Store = place.Options }));
    }

    [Fact]
    public void RequiredGranularity_IsEnforced()
    {
        using var place = new TestStore(StoreKind.FolderOnDisk);
        Refusal.Of(DaxError.GranularityNotAvailable, () => new PmemDeviceFactoryCreator(place.Path, new PmemDeviceOptions { Store = place.Options with { RequiredGranularity = StoreGranularity.CacheLine } }).Dispose());
    }

    private static PmemDeviceFactoryCreator Open(TestStore place) => new(place.Path, new PmemDeviceOptions { Store = place.Options });

    private static void Make(INamedDeviceFactory factory, string folder, string file)
    {
        using IDevice device = factory.Get(new FileDescriptor(folder, file));
        Assert.Equal(0u, DeviceUser.Write(device, 0, 0, [1]).Error);
    }
}
