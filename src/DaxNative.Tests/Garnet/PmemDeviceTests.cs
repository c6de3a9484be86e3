using DaxNative.Garnet;
using Microsoft.Extensions.Logging;
using Tsavorite.core;
using Xunit;

namespace DaxNative.Tests;

public class PmemDeviceTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_IsReadAgainByAnotherDeviceOfTheName(StoreKind kind)
    {
        using var place = new TestStore(kind);
        byte[] bytes = TestStore.Bytes(16_384);
        using (SegmentStore store = place.Open())
        {
            using var device = new PmemDevice(store, "AOF/log");
            Assert.Equal((0u, 16_384u, null), DeviceUser.Write(device, 3, 512, bytes));
        }

        using SegmentStore again = place.Open();
        using var found = new PmemDevice(again, "AOF/log");
        Assert.Equal(["AOF/log.3"], again.List());
        (uint error, uint count, byte[] read) = DeviceUser.Read(found, 3, 512, bytes.Length);
        Assert.Equal((0u, 16_384u), (error, count));
        Assert.Equal(bytes, read);
        Assert.Equal(again.Guarantee, found.Guarantee);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_BehindTheEndIsShortAndTheRestIsZero(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using var device = new PmemDevice(store, "log");
        (uint error, uint count, byte[] nothing) = DeviceUser.Read(device, 0, 0, 512);
        Assert.Equal((0u, 0u), (error, count));
        Assert.All(nothing, value => Assert.Equal(0, value));
        Assert.Empty(store.List());

        DeviceUser.Write(device, 0, 0, TestStore.Bytes(512));
        long length = device.GetFileSize(0);

        (error, count, byte[] some) = DeviceUser.Read(device, 0, (ulong)length - 256, 512);
        Assert.Equal((0u, 256u), (error, count));
        Assert.All(some, value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GetFileSize_IsZeroBeforeTheFirstWrite(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using var device = new PmemDevice(store, "log");
        Assert.Equal(0, device.GetFileSize(0));
        DeviceUser.Write(device, 0, 0, [1]);
        Assert.True(device.GetFileSize(0) > 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RemoveSegment_DeletesItAndCallsBack(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using var device = new PmemDevice(store, "log");
        device.Initialize(1 << 14);
        for (int segment = 0; segment < 3; segment++)
        {
            DeviceUser.Write(device, segment, 0, TestStore.Bytes(512));
        }

        device.RemoveSegment(1);
        Assert.Equal(["log.0", "log.2"], store.List().Order());

        int called = 0;
        device.RemoveSegmentAsync(0, _ => called++, null!);
        Assert.Equal(1, called);
        Assert.Equal(["log.2"], store.List());
        Assert.Equal(0u, DeviceUser.Read(device, 0, 0, 512).Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reset_ForgetsWhatIsOpenAndKeepsWhatIsThere(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using var device = new PmemDevice(store, "log");
        DeviceUser.Write(device, 0, 0, [7]);

        device.Reset();

        Assert.Equal(7, DeviceUser.Read(device, 0, 0, 1).Bytes[0]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASegmentThatAnotherDeviceMadeAnew_IsFoundByItsName(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using var one = new PmemDevice(store, "log");
        using var other = new PmemDevice(store, "log");
        DeviceUser.Write(one, 0, 0, [1]);
        other.RemoveSegment(0);
        DeviceUser.Write(other, 0, 0, [2]);

        Assert.Equal(2, DeviceUser.Read(one, 0, 0, 1).Bytes[0]);
    }

    [Fact]
    public void AWriteThatFails_IsToldToTheCallbackAndToWhoAsked()
    {
        using var place = new TestStore(StoreKind.FileInMemory);
        using SegmentStore store = place.Open();
        using var events = new RecordedEvents();
        var told = new List<Exception>();
        using var device = new PmemDevice(store, "log", new PmemDeviceOptions { Failed = (_, cause) => told.Add(cause), Logger = events.CreateLogger("DaxNative.Garnet") });

        (uint error, uint count, Exception? failure) = DeviceUser.Write(device, 0, 0, new byte[1 << 20]);

        Assert.NotEqual(0u, error);
        Assert.Equal(0u, count);
        Assert.Equal(DaxError.NoSpace, Assert.IsType<DaxException>(failure).Error);
        Assert.Same(failure, Assert.Single(told));
        Assert.Same(failure, device.FirstFailure);
        Assert.Contains("write of log, segment 0", Assert.Single(events.Of(LogLevel.Error)), StringComparison.Ordinal);

        Assert.Equal(0u, DeviceUser.Write(device, 0, 0, [1]).Error);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(100u)]
    [InlineData(8192u)]
    public void ASectorSizeThatIsNone_IsRefused(uint size)
    {
        using var place = new TestStore(StoreKind.FileInMemory);
        using SegmentStore store = place.Open();
        Assert.Throws<ArgumentException>(() => new PmemDevice(store, "log", new PmemDeviceOptions { SectorSize = size }));
        Assert.Throws<ArgumentException>(() => new PmemDevice(store, "a/../../log"));
    }
}
