using System.Buffers;
using System.Runtime.CompilerServices;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Stores that the library does not make itself are found wherever the mapping has given out something to store to.</summary>
public class HandedOutTests
{
    public static TheoryData<string> Ways => ["span", "reference", "memory", "buffer", "buffer's reference", "writer", "stream", "exchange"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void AStoreByEachWay_IsSeenInTheRun(string way)
    {
        HashSet<string> left = ImagesLeft.By(map => Store(way, map), [128]);
        Assert.Contains("7", left);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void AStoreByEachWay_IsSeenInARecovery_AndPutBackAfterIt(string way)
    {
        CrashScenario scenario = Commits.Sound with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    bool isFirst = memory.ReadOnlyRef<long>(128) == 0;
                    Store(way, memory);
                    return isFirst;
                },
                (isFirst, crash) => crash.Require(isFirst || crash.RecoveriesCut > 0)),
        };
        CrashReport report = Commits.Explore(scenario);
        report.ThrowIfFailed();
        Assert.True(report.Levels[1].Possible > report.Levels[0].Run);
    }

    [Fact]
    public void AMemoryThatIsKept_IsSeenInEveryRecovery()
    {
        Memory<byte> kept = default;
        CrashReport report = Commits.Explore(Commits.Sound with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    kept = kept.IsEmpty ? memory.AsMemory(128, 8) : kept;
                    kept.Span[0]++;
                    return kept.Span[0];
                },
                (value, crash) => crash.Require(value == 1 || crash.RecoveriesCut > 0)),
        });
        report.ThrowIfFailed();
        Assert.NotEqual(0, report.Levels[1].Built);
    }

    [Fact]
    public unsafe void APointerThatIsKept_IsSeenInEveryRecovery()
    {
        MemoryHandle handle = default;
        try
        {
            Commits.Explore(Commits.Sound with
            {
                Subject = CrashSubject.Of(
                    memory =>
                    {
                        handle = handle.Pointer is null ? memory.AsMemory(128, 8).Pin() : handle;
                        return ++*(long*)handle.Pointer;
                    },
                    (value, crash) => crash.Require(value == 1 || crash.RecoveriesCut > 0)),
            }).ThrowIfFailed();
        }
        finally
        {
            handle.Dispose();
        }
    }

    // Each in a memory that is longer than what is compared after every image.
    [Fact]
    public void AStoreToWhatWasGivenForReading_IsSaidInARun() => SaysWhere(
        Long with { Run = run => run.Operation("store", () => Unsafe.AsRef(in run.Memory.ReadOnlyRef<long>(32_768)) = 1) });

    [Fact]
    public void AStoreToWhatWasGivenForReading_IsSaidInARecovery() => SaysWhere(Long with
    {
        Subject = CrashSubject.Of(
            memory =>
            {
                Unsafe.AsRef(in memory.ReadOnlyRef<long>(32_768)) = 1;
                return memory;
            },
            Commits.Check),
    });

    [Fact]
    public void TheReport_CountsTheStoresThatOnlyAComparisonFound()
    {
        CrashReport report = Commits.Explore(Commits.Of(map =>
        {
            map.Ref<long>(64) = 7;
            map.Persist(64, 8);
            map.StoreAtomic(0, 1);
        }));
        Assert.Equal(1, report.StoresFound);
        Assert.Contains("1 stores through spans or references: what was overwritten", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("through spans", Commits.Explore(Commits.Sound).ToString(), StringComparison.Ordinal);
    }

    private static CrashScenario Long => Commits.Of(map =>
    {
        for (int i = 1; i < 200; i++)
        {
            map.StoreAtomic(64, i);
        }

        map.StoreAtomic(64, 7);
        map.StoreAtomic(0, 1);
    }) with
    {
        Length = 65_536,
    };

    private static void SaysWhere(CrashScenario scenario)
    {
        InvalidOperationException said = Assert.Throws<InvalidOperationException>(() => CrashExplorer.Explore(scenario, new ExplorerOptions { Workers = 1 }));
        Assert.Contains("offset 32768", said.Message, StringComparison.Ordinal);
    }

    private static void Store(string way, PersistentMapping map)
    {
        switch (way)
        {
            case "span":
                map.AsSpan(128, 8)[0] = 7;
                break;
            case "reference":
                map.Ref<long>(128) = 7;
                break;
            case "memory":
                map.AsMemory(128, 8).Span[0] = 7;
                break;
            case "buffer":
                map.Slice(64, 128).AsSpan(64, 8)[0] = 7;
                break;
            case "buffer's reference":
                map.Slice(64, 128).Ref<long>(64) = 7;
                break;
            case "writer":
                new PersistentBufferWriter(map.Slice(128, 64)).GetSpan()[0] = 7;
                break;
            case "stream":
                using (Stream stream = map.Slice(128, 64).AsStream())
                {
                    stream.WriteByte(7);
                }

                break;
            default:
                map.CompareExchange(128, 7, 0, StoreOptions.NoDrain);
                break;
        }
    }
}
