using DaxNative.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Each Open that is refused is counted once, by its reason.</summary>
public sealed class OpenRefusalMeterTests : IDisposable
{
    private readonly TempPath _disk = TempPath.OnDisk();
    private readonly MeterRecording _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void RefusalByTheKernel_IsNotPredicted()
    {
        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Path));

        Assert.Equal(["daxnative.open.refusals{error=not_found,predicted=False}"], _meter.Events);
    }

    [Fact]
    public void SeveralReasons_AreCountedEachForItself()
    {
        File.WriteAllBytes(_disk.Path, new byte[4096]);

        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { Offset = 4096 }));
        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine }));
        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Directory));
        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 }));

        Assert.Equal(
            ["daxnative.open.refusals{error=out_of_range,predicted=True}", "daxnative.open.refusals{error=granularity_not_available,predicted=False}", "daxnative.open.refusals{error=wrong_file_type,predicted=True}", "daxnative.open.refusals{error=already_exists,predicted=True}"],
            _meter.Events);
    }

    [Fact]
    public void RefusalByAFactory_IsCountedOnce()
    {
        File.WriteAllBytes(_disk.Path, new byte[4096]);
        var factory = new PersistentMappingFactory(Options.Create(new DaxNativeOptions { RequiredGranularity = StoreGranularity.Byte }));

        Assert.Throws<DaxException>(() => factory.Open(_disk.Path));

        Assert.Single(_meter.Events);
    }

    [Fact]
    public void WhatIsOpened_AndWhatIsNoRefusal_AreNotCounted()
    {
        File.WriteAllBytes(_disk.Path, new byte[4096]);

        PersistentMapping map = PersistentMapping.Open(_disk.Path);
        map.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { Offset = -1 }));
        Assert.Throws<ObjectDisposedException>(() => map.AsSpan(0, 1));

        Assert.Empty(_meter.Events);
    }

    [Fact]
    public void ListenerThatThrows_LeavesNothingOpen()
    {
        File.WriteAllBytes(_disk.Path, new byte[4096]);
        _meter.Told = _ => throw new InvalidOperationException("A listener's.");

        Assert.Throws<InvalidOperationException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { Lock = true, RequiredGranularity = StoreGranularity.CacheLine }));

        using PersistentMapping map = PersistentMapping.Open(_disk.Path, new MappingOptions { Lock = true });
    }

    [Fact]
    public void EveryErrorsTag_IsItsNameInSnakeCase()
    {
        Assert.All(Enum.GetValues<DaxError>(), error =>
        {
            string tag = DaxNativeMeter.ValueOf(error);
            Assert.Matches("^[a-z]+(_[a-z]+)*$", tag);
            Assert.Equal(error.ToString(), string.Concat(tag.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        });
    }
}
