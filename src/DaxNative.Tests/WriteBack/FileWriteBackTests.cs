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
        PersistentMapping map = Map(new ScriptedWriteBack(_temp.Path, 4096, Errno.EIO));

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
        PersistentMapping map = Map(new ScriptedWriteBack(_temp.Path, 0, Errno.EIO)
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
        PersistentMapping failed = Map(new ScriptedWriteBack(_temp.Path, 0, Errno.EIO));
        PersistentMapping well = Map(new ScriptedWriteBack(_temp.Path, 0));

        Assert.Throws<DaxException>(() => failed.Persist(0, 12));
        well.Persist(0, 12);
    }

    [Fact]
    public void DeepFlushThatFailed_FailsForGoodAlsoWhereTheCpuPersists()
    {
        PersistentMapping map = Map(new ScriptedWriteBack(_temp.Path, 0, Errno.EIO), InlinePath.CacheLine);

        Assert.Throws<DaxException>(() => map.DeepFlush(0, 12));

        Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(() => map.DeepFlush(0, 12)).Error);
        map.Persist(0, 12);
    }

    private PersistentMapping Map(FileWriteBack writeBack, InlinePath inline = InlinePath.None)
    {
        PersistentMapping map = ScriptedWriteBack.Map(_temp.Path, writeBack, inline);
        _mappings.Add(map);
        return map;
    }
}
