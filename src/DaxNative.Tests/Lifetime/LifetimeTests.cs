using System.Buffers;
using System.Globalization;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

public class LifetimeTests
{
    [Fact]
    public void Dispose_IsIdempotent()
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile();

        map.Dispose();
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => map.Persist(0, 8));
    }

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    private static readonly Dictionary<string, Action<PersistentMapping>> s_calls = new()
    {
        ["Persist"] = map => map.Persist(0, 8),
        ["Flush"] = map => map.Flush(0, 8),
        ["Drain"] = map => map.Drain(),
        ["DeepFlush"] = map => map.DeepFlush(0, 8),
        ["BeginFlush"] = map => map.BeginFlush().Dispose(),
        ["AsSpan"] = map => map.AsSpan(0, 8),
        ["AsReadOnlySpan"] = map => map.AsReadOnlySpan(0, 8),
        ["Ref"] = map => map.Ref<long>(0),
        ["ReadOnlyRef"] = map => _ = map.ReadOnlyRef<long>(0),
        ["Write"] = map => map.Write(0, [1]),
        ["Fill"] = map => map.Fill(0, 8, 1),
        ["StoreAtomic"] = map => map.StoreAtomic(0, 1),
        ["StoreAtomic of a type"] = map => map.StoreAtomic(0, 1UL),
        ["CompareExchange"] = map => map.CompareExchange(0, 1, 0),
        ["CompareExchange of a type"] = map => map.CompareExchange(0, 1UL, 0UL),
        ["Slice"] = map => map.Slice(0, 8),
        ["AsMemory"] = map => map.AsMemory(0, 8),
        ["AsReadOnlyMemory"] = map => map.AsReadOnlyMemory(0, 8),
        ["AsReadOnlySequence"] = map => map.AsReadOnlySequence(0, 8),
        ["AsStream"] = map => map.AsStream(),
        ["Verify"] = map => map.Verify(),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void EveryCallAfterDispose_Throws(string call)
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile();
        PersistentBuffer buffer = map.Slice(0, 64);
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => s_calls[call](map));
        Assert.Throws<ObjectDisposedException>(() => buffer.Persist(0, 8));
        Assert.Throws<ObjectDisposedException>(() => buffer.AsSpan());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EveryCallAfterDispose_ThrowsAtPageGranularityAlso(string call)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        PersistentMapping map = PersistentMapping.Open(temp.Path);
        Assert.Equal(StoreGranularity.Page, map.Granularity);
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => s_calls[call](map));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EveryCallAfterDispose_ThrowsWhileSomethingIsPinned(string call)
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile();
        using MemoryHandle pin = map.AsMemory(0, 64).Pin();
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => s_calls[call](map));
    }

    [Fact]
    public unsafe void Dispose_KeepsPinnedMemoryUntilTheLastUnpin()
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile();
        Memory<byte> memory = map.AsMemory(64, 64);
        MemoryHandle first = memory.Pin();
        MemoryHandle second = memory.Slice(8).Pin();
        map.Dispose();

        *(long*)second.Pointer = 7;
        first.Dispose();
        *(long*)second.Pointer = 8;

        Assert.Contains("rw-s", Permissions((nint)second.Pointer), StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        nint address = (nint)second.Pointer;
        second.Dispose();
        Assert.Contains("---p", Permissions(address), StringComparison.Ordinal);
        Assert.Equal(8, BitConverter.ToInt64(File.ReadAllBytes(temp.Path), 72));
    }

    [Fact]
    public void Dispose_LeavesATombstoneThatIsReported()
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile(2 << 20);
        nint address = map.Address;

        map.Dispose();

        Assert.Contains("---p", Permissions(address), StringComparison.Ordinal);
        Assert.True(ReservedAddressSpace.Bytes >= 2 << 20);
        Assert.True(ReservedAddressSpace.Ranges >= 1);
        GC.KeepAlive(map);
    }

    [Fact]
    public void Dispose_ReleasesTheLock()
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = PersistentMapping.Open(temp.Path, TempPath.Volatile() with { Lock = true });
        Assert.Equal(
            DaxError.Locked,
            Assert.Throws<DaxException>(() => PersistentMapping.Open(temp.Path, TempPath.Volatile() with { Lock = true })).Error);

        map.Dispose();

        PersistentMapping.Open(temp.Path, TempPath.Volatile() with { Lock = true }).Dispose();
    }

    // As a child process has between its fork and its execve, whoever started it.
    [Fact]
    public void Dispose_ReleasesTheLock_ThoughSomebodyHasACopyOfTheDescriptor()
    {
        using var temp = TempPath.InMemory();
        MappingOptions options = TempPath.Volatile() with { Lock = true };
        int copy = -1;
        try
        {
            using (PersistentMapping.Open(temp.Path, options))
            {
                copy = Syscall.dup(DescriptorOf(temp.Path));
                Assert.NotEqual(-1, copy);
            }

            PersistentMapping.Open(temp.Path, options).Dispose();
        }
        finally
        {
            _ = Syscall.close(copy);
        }
    }

    [Fact]
    public void BatchOfADisposedMapping_ThrowsInsteadOfClaimingADrain()
    {
        using var temp = TempPath.InMemory();
        PersistentMapping map = temp.OpenVolatile();

        Assert.Throws<ObjectDisposedException>(() =>
        {
            using FlushBatch batch = map.BeginFlush();
            batch.Add(0, 64);
            map.Dispose();
        });
    }

    [Fact]
    public void Dispose_WaitsForAWriteBackUnderWay()
    {
        using var memory = new SlowMemory();
        Thread writer = new(() => memory.Map.Persist(0, 8));
        writer.Start();
        memory.Entered.Wait();

        Thread disposer = new(memory.Map.Dispose);
        disposer.Start();
        Assert.True(SpinWait.SpinUntil(() => Record.Exception(memory.Map.ThrowIfDisposed) is not null, TimeSpan.FromMinutes(5)));
        bool wasOver = disposer.Join(50);
        memory.Leave.Set();
        writer.Join();
        disposer.Join();

        Assert.False(wasOver);
        Assert.Throws<ObjectDisposedException>(() => memory.Map.Persist(0, 8));
    }

    /// <summary>The permissions of the mapping that holds an address, from the kernel.</summary>
    private static string Permissions(nint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line.Split(' ', 2)[0].Split('-');
            if (Convert.ToUInt64(range[0], 16) <= (ulong)address && (ulong)address < Convert.ToUInt64(range[1], 16))
            {
                return line;
            }
        }

        return "not mapped";
    }

    // By inode: the one that holds the lock of a file that was created is from before the file had its name.
    private static int DescriptorOf(string path)
    {
        Assert.Equal(0, PosixFile.Status(path, out FileStatus file));
        return int.Parse(
            Path.GetFileName(Directory.GetFiles("/proc/self/fd").Single(link => PosixFile.Status(link, out FileStatus open) == 0 && (open.Device, open.Inode) == (file.Device, file.Inode))),
            CultureInfo.InvariantCulture);
    }
}
