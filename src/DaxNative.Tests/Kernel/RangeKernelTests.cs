using Xunit;

namespace DaxNative.Tests;

/// <summary>Ranges of addresses and growth on real DAX memory: what is added has MAP_SYNC like the rest.</summary>
[Trait("Category", "Kernel")]
public class RangeKernelTests
{
    private const long TwoMiB = 2 << 20;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4, true)]
    [InlineData(TestDevices.NvdimmXfs, true)]
    [InlineData(TestDevices.E820Ext4, true)]
    [InlineData(TestDevices.VirtioExt4, false)]
    [InlineData(TestDevices.PlainExt4, false)]
    public void FileThatGrowsInItsPlace_HasTheSameGuaranteeThroughout(string mount, bool isMapSync)
    {
        using var file = TestFile.Named(mount);
        byte[] text = Guid.NewGuid().ToByteArray();
        using (var range = AddressRange.Reserve(16 * TwoMiB))
        using (PersistentMapping map = range.Open(file.Path, TwoMiB, new MappingOptions { Mode = FileMode.CreateNew, Length = TwoMiB, Verify = true }))
        {
            Span<byte> before = map.AsSpan(0, 16);
            nint address = map.Address;
            for (int step = 2; step <= 6; step++)
            {
                map.Grow(step * TwoMiB);
                map.Write(step * TwoMiB - 16, text);
            }

            text.CopyTo(before);
            map.Persist(0, 16);
            map.Verify();
            Assert.Equal((address, 6 * TwoMiB, isMapSync), (map.Address, map.Length, map.Guarantee.IsMapSync));
            IReadOnlyList<SmapsEntry> areas = [.. SmapsReader.Covering(LinuxRoot.Running, (nuint)map.Address, (nuint)map.Length)];
            Assert.All(areas, area => Assert.Equal((isMapSync, true, true), (area.VmFlags.Contains("sf"), area.VmFlags.Contains("dc"), area.VmFlags.Contains("dd"))));
            Assert.True(SeenExtent.CoverWritten(SeenExtent.Of(file.Path), 6 * TwoMiB), string.Join('\n', SeenExtent.Of(file.Path)));
        }

        using PersistentMapping again = PersistentMapping.Open(file.Path);
        Assert.Equal(6 * TwoMiB, again.Length);
        Assert.Equal(text, again.AsReadOnlySpan(0, 16).ToArray());
        for (int step = 2; step <= 6; step++)
        {
            Assert.Equal(text, again.AsReadOnlySpan(step * TwoMiB - 16, 16).ToArray());
        }
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    public void PartOfADevice_GrowsOverMoreOfIt(string device)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        byte[] text = Guid.NewGuid().ToByteArray();
        using var range = AddressRange.Reserve(4 * align, align);
        using PersistentMapping map = range.Open(path, align, new MappingOptions { Length = align });
        Assert.Equal(0, map.Address % align);

        map.Grow(2 * align);
        map.Write(align + 100, text);

        Assert.Equal((2 * align, align), (map.Length, range.OffsetOf(map)));
        using PersistentMapping whole = PersistentMapping.Open(path, new MappingOptions { Length = 2 * align });
        Assert.Equal(text, whole.AsReadOnlySpan(align + 100, text.Length).ToArray());
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    public void WhatADeviceDoesNotGive_IsRefusedAndLeavesTheMappingWhole(string device)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        using var range = AddressRange.Reserve(64L << 30, align);
        using PersistentMapping map = range.Open(path, 0, new MappingOptions { Length = align });
        map.Write(0, "whole"u8);

        Refused(DaxError.Misaligned, () => range.Open(path, align + 4096, new MappingOptions { Length = align }));
        Refused(DaxError.Misaligned, () => map.Grow(align + 4096));
        Refused(DaxError.OutOfRange, () => map.Grow(64L << 30));
        Refused(DaxError.AddressesInUse, () => range.Open(path, 0, new MappingOptions { Length = align }));

        Assert.Equal(align, map.Length);
        Assert.Equal("whole"u8.ToArray(), map.AsReadOnlySpan(0, 5).ToArray());
        using PersistentMapping next = range.Open(path, align, new MappingOptions { Length = align });
        Assert.Equal("whole"u8.ToArray(), next.AsReadOnlySpan(0, 5).ToArray());
        Refused(DaxError.AddressesInUse, () => map.Grow(2 * align));
    }

    // The address of the place decides, not the offset alone.
    [SkippableFact]
    public void RangeOfASmallAlignment_TakesADeviceWhereTheAddressSuitsIt()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice2M);
        using var range = AddressRange.Reserve(4 * TwoMiB, Environment.SystemPageSize);
        using var file = TestFile.Written(TestDevices.NvdimmExt4, Environment.SystemPageSize);
        using PersistentMapping first = range.Open(file.Path, 0);
        long offset = (TwoMiB - first.Address % TwoMiB) % TwoMiB;
        offset = offset == 0 ? TwoMiB : offset;

        DaxException refusal = Refused(DaxError.Misaligned, () => range.Open(path, offset + Environment.SystemPageSize, new MappingOptions { Length = TwoMiB }));
        using PersistentMapping map = range.Open(path, offset, new MappingOptions { Length = TwoMiB });

        Assert.Contains(offset.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, map.Address % TwoMiB);
        map.Persist(0, 64);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void GrowthBesideStores_LosesNoneOfThem(string mount)
    {
        using var file = TestFile.Named(mount);
        using var range = AddressRange.Reserve(32 * TwoMiB);
        long count = 0;
        using (PersistentMapping map = range.Open(file.Path, 0, new MappingOptions { Mode = FileMode.CreateNew, Length = TwoMiB }))
        {
            bool isOver = false;
            var user = new Thread(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    map.StoreAtomic(0, ++count);
                    map.StoreAtomic(map.Length - 8, count);
                }
            });
            user.Start();
            for (int step = 2; step <= 16; step++)
            {
                map.Grow(step * TwoMiB);
            }

            Volatile.Write(ref isOver, true);
            user.Join();
            map.StoreAtomic(map.Length - 8, count);
        }

        byte[] bytes = File.ReadAllBytes(file.Path);
        Assert.Equal(16 * TwoMiB, bytes.Length);
        Assert.Equal((count, count), (BitConverter.ToInt64(bytes), BitConverter.ToInt64(bytes, bytes.Length - 8)));
    }

    private static DaxException Refused(DaxError error, Action action)
    {
        DaxException refusal = Assert.Throws<DaxException>(action);
        Assert.True(error == refusal.Error, $"expected {error}: {refusal.Message}");
        return refusal;
    }
}
