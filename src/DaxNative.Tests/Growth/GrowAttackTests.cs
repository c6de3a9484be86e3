using System.Buffers;
using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>Growth beside everything else that threads do to a mapping, to its neighbours, and to the range.</summary>
public sealed class GrowAttackTests : IDisposable
{
    private const int Step = 64 << 10;
    private const int Steps = 60;

    private readonly RangeFiles _files = new();

    public void Dispose() => _files.Dispose();

    // Each user takes the length at its word: what it says is mapped is there to the last byte.
    [Theory]
    [InlineData("CacheLine")]
    [InlineData("Byte")]
    [InlineData("Page")]
    public void GrowthBesideStoresAndFlushes_LosesNoneOfThem(string granularity)
    {
        using var range = AddressRange.Reserve((Steps + 1) * (long)Step);
        using PersistentMapping map = range.Open(_files[0], 0, Options(Step) with { RequiredGranularity = Enum.Parse<StoreGranularity>(granularity) });
        using var done = new CancellationTokenSource();
        long[] counts = new long[3];
        Exception?[] failures = new Exception?[counts.Length];
        Thread[] users = [.. Enumerable.Range(0, counts.Length).Select(user => new Thread(() => failures[user] = Record.Exception(() => counts[user] = Use(map, user, done.Token))))];
        Array.ForEach(users, user => user.Start());

        for (int step = 2; step <= Steps; step++)
        {
            map.Grow(step * (long)Step);
            map.Write(step * (long)Step - 8, BitConverter.GetBytes((long)step));
        }

        done.Cancel();
        Array.ForEach(users, user => user.Join());
        Assert.All(failures, Assert.Null);
        byte[] bytes = File.ReadAllBytes(_files[0]);
        Assert.Equal(Steps * Step, bytes.Length);
        for (int step = 2; step <= Steps; step++)
        {
            Assert.Equal(step, BitConverter.ToInt64(bytes, step * Step - 8));
        }

        Assert.Equal(counts, Enumerable.Range(0, counts.Length).Select(user => BitConverter.ToInt64(bytes, user * 64)));
        Assert.DoesNotContain(0, counts);
    }

    [Fact]
    public void ManyThatGrowAtOnce_AllGetWhatTheyAskedFor()
    {
        using var range = AddressRange.Reserve(32L * Step);
        using PersistentMapping map = range.Open(_files[0], 0, Options(Step));

        Parallel.For(1, 33, new ParallelOptions { MaxDegreeOfParallelism = 8 }, step =>
        {
            map.Grow(step * (long)Step);
            Assert.True(map.Length >= step * (long)Step);
            map.Write((step - 1) * (long)Step, BitConverter.GetBytes(step));
        });

        Assert.Equal(32 * Step, map.Length);
        Assert.Equal(Enumerable.Range(1, 32), Enumerable.Range(0, 32).Select(step => map.ReadOnlyRef<int>(step * (long)Step)));
    }

    // One of the two has the addresses between them, or each has some, and never both the same.
    [Fact]
    public void MappingsThatGrowTowardsANewOne_NeverShareAnAddress()
    {
        for (int round = 0; round < 60; round++)
        {
            using AddressRange range = Reserve(3);
            using PersistentMapping map = _files.Open(range, 0, 0);
            PersistentMapping? next = null;
            using var start = new Barrier(2);
            Exception? opened = null, grown = null;
            Parallel.Invoke(
                () =>
                {
                    start.SignalAndWait();
                    grown = Record.Exception(() => map.Grow(2 * Size));
                },
                () =>
                {
                    start.SignalAndWait();
                    opened = Record.Exception(() => next = _files.Open(range, 1, Size));
                });

            Assert.True(opened is null ^ grown is null, $"{opened}\n{grown}");
            Assert.Equal(DaxError.AddressesInUse, ((DaxException)(opened ?? grown)!).Error);
            map.Write(map.Length - 1, [7]);
            Assert.True(next is null || next.AsReadOnlySpan(0, Size).IndexOfAnyExcept((byte)2) < 0);
            next?.Dispose();
            map.Dispose();
            File.WriteAllBytes(_files[0], []);
        }
    }

    [Fact]
    public void DisposeBesideGrowth_EndsAfterItAndLeavesNothingMapped()
    {
        for (int round = 0; round < 60; round++)
        {
            using AddressRange range = Reserve();
            PersistentMapping map = range.Open(_files[round], 0, Options(Step) with { Lock = true });
            nint address = map.Address;
            using var start = new Barrier(2);
            int steps = 0;
            Parallel.Invoke(
                () =>
                {
                    start.SignalAndWait();
                    Assert.Throws<ObjectDisposedException>((Action)(() =>
                    {
                        while (true)
                        {
                            map.Grow(Math.Min(map.Length + Step, 4 * Size));
                            Interlocked.Increment(ref steps);
                        }
                    }));
                },
                () =>
                {
                    start.SignalAndWait();
                    SpinWait.SpinUntil(() => Volatile.Read(ref steps) > round % 6);
                    map.Dispose();
                    PersistentMapping.Open(_files[round], Options(Step) with { Lock = true }).Dispose();
                });

            Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), line => line.Contains(_files[round], StringComparison.Ordinal));
            Assert.Contains("---p", MapsLine.Holding(address), StringComparison.Ordinal);
            Refused(DaxError.AddressesInUse, () => range.Open(_files[round], 0, Options(Step)));
        }
    }

    [Fact]
    public void Dispose_WaitsForAGrowthUnderWay()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        bool waits = false;
        MappingOptions options = Options(Step) with
        {
            Lock = true,
            AllocationProgress = new Callback(() =>
            {
                if (waits)
                {
                    entered.Set();
                    leave.Wait();
                }
            }),
        };
        using AddressRange range = Reserve();
        PersistentMapping map = range.Open(_files[0], 0, options);
        waits = true;
        Exception? failure = null, disposed = null;
        var grower = new Thread(() => failure = Record.Exception(() => map.Grow(2 * Step)));
        grower.Start();
        Assert.True(Patience.Until(() => entered.IsSet || failure is not null));
        var disposer = new Thread(() => disposed = Record.Exception(() =>
        {
            map.Dispose();
            PersistentMapping.Open(_files[0], options with { AllocationProgress = null }).Dispose();
        }));
        disposer.Start();
        Assert.True(Patience.Until(() => Record.Exception(map.ThrowIfDisposed) is not null));
        bool wasOver = disposer.Join(50);
        leave.Set();
        grower.Join();
        disposer.Join();

        Assert.False(wasOver);
        Assert.Null(failure);
        Assert.Null(disposed);
        Assert.Equal(2 * Step, new FileInfo(_files[0]).Length);
    }

    [Fact]
    public unsafe void PinPastDisposeOfAGrownMapping_KeepsAllOfItsPlace()
    {
        using AddressRange range = Reserve();
        PersistentMapping map = _files.Open(range, 0, 0);
        map.Grow(2 * Size);
        MemoryHandle pin = map.AsMemory(Size, 64).Pin();
        map.Dispose();

        *(long*)pin.Pointer = 77;
        range.Reclaim(0, range.Length);
        Refused(DaxError.AddressesInUse, () => range.Open(_files[1], Size, Options()));
        range.Dispose();
        *(long*)pin.Pointer = 78;
        pin.Dispose();

        Assert.Equal(78, BitConverter.ToInt64(File.ReadAllBytes(_files[0]), Size));
        Assert.Contains("---p", MapsLine.Holding((nint)pin.Pointer + map.Address + Size), StringComparison.Ordinal);
    }

    [Fact]
    public void GrowthThenDisposeThenGrowth_FindsWhatWasStoredBefore()
    {
        using AddressRange range = Reserve();
        for (int files = 1; files <= 4; files++)
        {
            using (PersistentMapping map = range.Open(_files[0], 0, Options() with { Mode = File.Exists(_files[0]) ? FileMode.Open : FileMode.CreateNew, Length = files == 1 ? Size : 0 }))
            {
                map.Grow(files * Size);
                map.Fill((files - 1) * Size, Size, (byte)files);
                for (int before = 1; before <= files; before++)
                {
                    Assert.Equal(-1, map.AsReadOnlySpan((before - 1) * Size, Size).IndexOfAnyExcept((byte)before));
                }
            }

            range.Reclaim(0, range.Length);
        }
    }

    [Fact]
    public void RefusalAfterGrowth_LeavesWhatHasGrown()
    {
        using AddressRange range = Reserve();
        using PersistentMapping map = _files.Open(range, 0, 0);
        map.Grow(2 * Size);
        map.Fill(Size, Size, 1);
        using PersistentMapping next = _files.Open(range, 1, 3 * Size);

        Refused(DaxError.AddressesInUse, () => map.Grow(4 * Size));
        Refused(DaxError.AddressesInUse, () => range.Open(_files[2], Size, Options()));
        Refused(DaxError.AddressesInUse, () => range.Resize(3 * Size));
        map.Grow(3 * Size);

        Assert.Equal(-1, map.AsReadOnlySpan(0, 2 * Size).IndexOfAnyExcept((byte)1));
        HoldsOnly(next, 1);
        Assert.Equal([map, next], range.Mappings);
    }

    // Counts in a line of its own, and stores at the end of what is mapped.
    private static long Use(PersistentMapping map, int user, CancellationToken done)
    {
        long count = 0;
        byte[] payload = new byte[64];
        while (!done.IsCancellationRequested)
        {
            map.StoreAtomic(user * 64, ++count);
            long end = map.Length;
            map.Write(end - 512 - 64 * user, payload);
            map.Slice(0, end).Persist(end - 8, 8);
            map.AsReadOnlySpan(end - 64, 64).CopyTo(payload);
            using FlushBatch batch = map.BeginFlush();
            batch.Add(map.Length - 64, 64);
        }

        return count;
    }

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
