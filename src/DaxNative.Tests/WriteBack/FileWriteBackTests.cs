using Xunit;

namespace DaxNative.Tests;

/// <summary>An msync that fails, and what comes after it: the kernel would answer that all is well.</summary>
public sealed class FileWriteBackTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory().WithFile(1 << 20);
    private readonly List<PersistentMapping> _mappings = [];

    public void Dispose()
    {
        _mappings.ForEach(mapping => mapping.Dispose());
        _temp.Dispose();
    }

    public static TheoryData<string> DurabilityCalls => [.. s_calls.Keys];

    private static readonly Dictionary<string, Action<PersistentMapping>> s_calls = new()
    {
        ["Persist"] = map => map.Persist(8192, 100),
        ["Persist of a variable"] = map => map.Persist(ref map.Ref<long>(8192)),
        ["Flush"] = map => map.Flush(8192, 100),
        ["Drain"] = map => map.Drain(),
        ["DeepFlush"] = map => map.DeepFlush(8192, 100),
        ["Write"] = map => map.Write(8192, [1, 2, 3]),
        ["Fill"] = map => map.Fill(8192, 100, 7),
        ["StoreAtomic"] = map => map.StoreAtomic(8192, 7),
        ["WriteCacheLines"] = map => map.WriteCacheLines(8192, [1], [2]),
        ["FlushBatch"] = map =>
        {
            using FlushBatch batch = map.BeginFlush();
            batch.Add(8192, 100);
        },
    };

    [Theory]
    [MemberData(nameof(DurabilityCalls))]
    public void EveryDurabilityCall_ThrowsAfterOneMsyncFailed(string call)
    {
        PersistentMapping map = Map(new Scripted(_temp.Path, 4096, Errno.EIO));

        DaxException first = Assert.Throws<DaxException>(() => map.Persist(0, 12));
        DaxException later = Assert.Throws<DaxException>(() => s_calls[call](map));

        Assert.All([first, later], failure => Assert.Equal((DaxError.WriteBackFailed, Errno.EIO, "EIO", _temp.Path), (failure.Error, failure.Errno, failure.ErrnoName, failure.Path)));
        Assert.Contains("offset 4096, length 12", later.Message, StringComparison.Ordinal);
        Assert.Contains("another file", later.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void OneThreadsFailure_IsAlsoTheOthersWhoWaitedMeanwhile()
    {
        using var isInMsync = new ManualResetEventSlim();
        using var mayFail = new ManualResetEventSlim();
        PersistentMapping map = Map(new Scripted(_temp.Path, 0, Errno.EIO)
        {
            First = () =>
            {
                isInMsync.Set();
                mayFail.Wait();
            },
        });
        Task<DaxException> one = Task.Run(() => Assert.Throws<DaxException>(() => map.Persist(0, 12)));
        isInMsync.Wait();
        Task<DaxException> other = Task.Run(() => Assert.Throws<DaxException>(() => map.Persist(16, 12)));
        mayFail.Set();

        Assert.All([one, other], task => Assert.Equal(DaxError.WriteBackFailed, task.Result.Error));
    }

    [Fact]
    public void AnotherMapping_HasItsOwnFailures()
    {
        PersistentMapping failed = Map(new Scripted(_temp.Path, 0, Errno.EIO));
        PersistentMapping well = Map(new Scripted(_temp.Path, 0));

        Assert.Throws<DaxException>(() => failed.Persist(0, 12));
        well.Persist(0, 12);
    }

    [Fact]
    public void DeepFlushThatFailed_FailsForGoodAlsoWhereTheCpuPersists()
    {
        PersistentMapping map = Map(new Scripted(_temp.Path, 0, Errno.EIO), InlinePath.CacheLine);

        Assert.Throws<DaxException>(() => map.DeepFlush(0, 12));

        Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(() => map.DeepFlush(0, 12)).Error);
        map.Persist(0, 12);
    }

    private PersistentMapping Map(FileWriteBack writeBack, InlinePath inline = InlinePath.None)
    {
        var reservation = AddressReservation.Create(_temp.Path, 0, 1 << 20, 4096);
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(_temp.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            nint address = Libc.Mmap(reservation.Address, 1 << 20, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED, file, 0);
            Assert.Equal(reservation.Address, address);
        }

        StoreGranularity granularity = inline == InlinePath.None ? StoreGranularity.Page : StoreGranularity.CacheLine;
        var guarantee = new DurabilityGuarantee(granularity, DurabilityEvidence.Proven, CpuFlush.Best, false, PersistenceDomain.Unknown, "a test");
        var description = new MappingDescription(_temp.Path, 0, 1 << 20, guarantee, IsReadOnly: false);
        var map = new PersistentMapping(description, new KernelMemory(_temp.Path, reservation, null), writeBack, inline, inline == InlinePath.None ? null : FlushCode.For(CpuFlush.Best));
        _mappings.Add(map);
        return map;
    }

    /// <summary>Answers what the script says, and then, as Linux does, that all is well.</summary>
    private sealed class Scripted(string path, long mappingOffset, params int[] answers) : FileWriteBack(path, 0, mappingOffset)
    {
        private readonly Queue<int> _answers = new(answers);

        internal Action? First { get; set; }

        protected override int Synchronize(long offset, long length)
        {
            Action? first = First;
            First = null;
            first?.Invoke();
            return _answers.TryDequeue(out int errno) ? errno : 0;
        }
    }
}
