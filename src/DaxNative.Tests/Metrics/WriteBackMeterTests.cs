using Xunit;

namespace DaxNative.Tests;

/// <summary>What the kernel is asked to make durable: how often, how it ends, how long it takes.</summary>
public sealed class WriteBackMeterTests : IDisposable
{
    private static readonly string[] s_msync = ["daxnative.msync.calls{outcome=ok}", "daxnative.msync.duration{outcome=ok}"];
    private static readonly string[] s_failedMsync = ["daxnative.msync.calls{outcome=failed}", "daxnative.msync.duration{outcome=failed}"];

    private readonly TempPath _disk = TempPath.OnDisk().WithFile(1 << 20);
    private readonly FakeLinux _linux = new();
    private readonly List<PersistentMapping> _mappings = [];
    private readonly MeterRecording _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        _mappings.ForEach(mapping => mapping.Dispose());
        _disk.Dispose();
        _linux.Dispose();
    }

    [Fact]
    public void EveryMsync_IsCountedAndTimed()
    {
        using PersistentMapping map = PersistentMapping.Open(_disk.Path);
        Assert.Equal(StoreGranularity.Page, map.Granularity);

        map.Persist(0, 8);
        map.Flush(5000, 1);
        map.Write(8192, [1, 2, 3]);
        using (FlushBatch batch = map.BeginFlush())
        {
            batch.Add(0, 8);
            batch.Add(10_000, 8);
        }

        Assert.Equal([.. s_msync, .. s_msync, .. s_msync, .. s_msync], _meter.Events);
        Assert.All(_meter.Durations, duration => Assert.True(double.IsFinite(duration) && duration >= 0));
    }

    [Fact]
    public void WhatMakesNoMsync_IsNotCounted()
    {
        PersistentMapping map = PersistentMapping.Open(_disk.Path);
        map.Drain();
        map.Persist(0, 0);
        map.DeepFlush(0, 0);
        map.Write(0, [1], StoreOptions.NoFlush);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Persist(map.Length, 1));
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => map.Persist(0, 8));
        Assert.Throws<ObjectDisposedException>(() => map.DeepFlush(0, 8));
        using var temp = TempPath.InMemory();
        using PersistentMapping memory = temp.OpenVolatile();
        memory.Persist(0, 8);

        Assert.Empty(_meter.Events);
    }

    [Fact]
    public void MsyncThatFails_IsCountedOnceAndAnotherMappingsSuccessForItself()
    {
        PersistentMapping failed = Map(new ScriptedWriteBack(_disk.Path, 0, 0, Errno.EIO));
        PersistentMapping well = Map(new ScriptedWriteBack(_disk.Path, 0));

        failed.Persist(0, 8);
        Assert.Throws<DaxException>(() => failed.Persist(0, 8));
        Assert.Throws<DaxException>(() => failed.Persist(0, 8));
        Assert.Throws<DaxException>(() => failed.Drain());
        well.Persist(0, 8);

        Assert.Equal([.. s_msync, .. s_failedMsync, .. s_msync], _meter.Events);
    }

    [Fact]
    public void DeepFlushOfAFile_IsItsMsync()
    {
        using var temp = TempPath.InMemory();
        using PersistentMapping map = temp.OpenVolatile();

        map.DeepFlush(100, 8);

        Assert.Equal([.. s_msync, .. DeepFlush("ok", "msync")], _meter.Events);
    }

    [Fact]
    public void DeepFlushAfterAFailure_FailsWithoutAnMsync()
    {
        PersistentMapping map = Map(new ScriptedWriteBack(_disk.Path, 0, Errno.EIO), InlinePath.CacheLine);

        Assert.Throws<DaxException>(() => map.DeepFlush(0, 12));
        Assert.Throws<DaxException>(() => map.DeepFlush(0, 12));

        Assert.Equal([.. s_failedMsync, .. DeepFlush("failed", "msync"), .. DeepFlush("failed", "msync")], _meter.Events);
    }

    [Theory]
    [InlineData("1", FakeLinux.WritableByOwner, "ok")]
    [InlineData("0", FakeLinux.WritableByOwner, "ok")]
    [InlineData("1", FakeLinux.ReadableByAll, "failed")]
    [InlineData("2", FakeLinux.WritableByOwner, "failed")]
    public void DeepFlushOfADevice_IsItsRegionsAttribute(string text, UnixFileMode mode, string outcome)
    {
        _linux.AddNdRegion(0, deepFlush: text, deepFlushMode: mode);
        string region = Assert.Single(NdBus.Regions(_linux.Root)).SysfsPath;
        var device = new DeviceWriteBack("/dev/dax0.0", new Backing([new BackingLeaf("dax0.0", new RegionPromise { Name = "region0", SysfsPath = region }, BackingKind.PersistentMemory)]));

        Assert.Equal(outcome == "failed", Record.Exception(() => device.DeepFlush(0, 8)) is DaxException);

        Assert.Equal(DeepFlush(outcome, "attribute"), _meter.Events);
    }

    [Fact]
    public void DeviceWithoutARegion_FailsToDeepFlush()
    {
        var device = new DeviceWriteBack("/dev/dax0.0", new Backing([new BackingLeaf("dax0.0", null, BackingKind.VolatileMemory)]));

        Assert.Throws<DaxException>(() => device.DeepFlush(0, 8));

        Assert.Equal(DeepFlush("failed", "attribute"), _meter.Events);
    }

    // What the kernel reports once must not be lost to a listener.
    [Fact]
    public void ListenerThatThrows_DoesNotMakeAFailureForgotten()
    {
        PersistentMapping map = Map(new ScriptedWriteBack(_disk.Path, 0, Errno.EIO));
        _meter.Told = _ => throw new InvalidOperationException("A listener's.");

        Assert.Throws<InvalidOperationException>(() => map.Persist(0, 8));
        _meter.Told = null;

        Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(() => map.Persist(0, 8)).Error);
    }

    [Fact]
    public void ListenerThatPersistsTheSameMappingOnAnotherThread_DoesNotWaitForItself()
    {
        PersistentMapping map = Map(new ScriptedWriteBack(_disk.Path, 0));
        bool isDone = false;
        _meter.Told = _ =>
        {
            _meter.Told = null;
            var other = Task.Run(() => map.Persist(0, 8));
            isDone = Patience.Until(() => other.IsCompletedSuccessfully);
        };

        map.Persist(0, 8);

        Assert.True(isDone);
    }

    private static string[] DeepFlush(string outcome, string method) =>
        [$"daxnative.deep_flush.calls{{outcome={outcome},method={method}}}", $"daxnative.deep_flush.duration{{outcome={outcome},method={method}}}"];

    private PersistentMapping Map(FileWriteBack writeBack, InlinePath inline = InlinePath.None)
    {
        PersistentMapping map = ScriptedWriteBack.Map(_disk.Path, writeBack, inline);
        _mappings.Add(map);
        return map;
    }
}
