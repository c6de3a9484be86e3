using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// A source that cannot be read, at an address that the runtime takes for a null reference, throws. Where it does so the thread
/// must not have announced its work: Dispose would wait for it for ever.
/// </summary>
public sealed unsafe class UnreadableSourceTests : IDisposable
{
    private const long InTheFirstPage = 16;

    // On x86-64 no canonical address, with four levels of page tables and with five. Other machines take it for any address that
    // is not mapped, and end the process.
    private const long NotCanonical = 1L << 56;

    // The first such address with four levels.
    private const long EndOfFourLevels = 1L << 47;

    private static readonly byte[] s_good = new byte[64];

    private static readonly Dictionary<string, Action<PersistentMapping, nint, int>> s_calls = new()
    {
        ["Write"] = (map, at, length) => map.Write(0, Span(at, length)),
        ["Write past the caches"] = (map, at, length) => map.Write(0, Span(at, length), StoreOptions.NonTemporal),
        ["Write of a slice"] = (map, at, length) => map.Slice(64, 8192).Write(3, Span(at, length)),
        ["WriteCacheLines, payload"] = (map, at, length) => map.WriteCacheLines(0, s_good.AsSpan(0, 32), Span(at, length)),
        ["WriteCacheLines, long header"] = (map, at, length) => map.WriteCacheLines(0, s_good.AsSpan(0, 40), Span(at, length)),
        ["WriteCacheLines, odd header"] = (map, at, length) => map.WriteCacheLines(0, s_good.AsSpan(0, 7), Span(at, length)),
        ["WriteCacheLines into the caches"] = (map, at, length) => map.WriteCacheLines(0, s_good.AsSpan(0, 32), Span(at, length), StoreOptions.Temporal),
        ["WriteCacheLines, header"] = (map, at, length) => map.WriteCacheLines(0, Span(at, Math.Min(length, 32)), s_good),
        ["WriteCacheLines, header that is odd"] = (map, at, length) => map.WriteCacheLines(0, Span(at, Math.Min(length, 31)), s_good),
        ["TryWriteCacheLines"] = (map, at, length) => Known(map.TryWriteCacheLines(0, Vector256<byte>.One, Span(at, length))),
    };

    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;

    public UnreadableSourceTests() => _map = _temp.OpenVolatile();

    public static TheoryData<string, long, int> Sources
    {
        get
        {
            var sources = new TheoryData<string, long, int>();
            foreach (string call in s_calls.Keys)
            {
                foreach (int length in (ReadOnlySpan<int>)[64, 100, 4096])
                {
                    sources.Add(call, InTheFirstPage, length);
                    if (X86Base.X64.IsSupported)
                    {
                        sources.Add(call, NotCanonical, length);
                    }
                }
            }

            return sources;
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void ASourceThatCannotBeRead_ThrowsBeforeTheThreadAnnouncesItself(string call, long address, int length) =>
        RequireThatNothingIsAnnounced(() => s_calls[call](_map, (nint)address, length));

    // It begins in good memory and ends where no address is one.
    [SkippableTheory]
    [InlineData("Write")]
    [InlineData("Write past the caches")]
    [InlineData("WriteCacheLines, payload")]
    [InlineData("TryWriteCacheLines")]
    public void ASourceWhoseEndCannotBeRead_ThrowsBeforeTheThreadAnnouncesItself(string call)
    {
        CpuFeature.Require(X86Base.X64.IsSupported, "addresses that are not canonical (x86-64)");
        // With five levels no memory of a process ends there.
        CpuFeature.Require(!File.ReadAllText("/proc/cpuinfo").Contains(" la57", StringComparison.Ordinal), "page tables of four levels only (it has la57)");
        nint last = PageNearTheTop();
        using PersistentMapping large = PersistentMapping.Open(_temp.Path + "-large", TempPath.Volatile(3L << 30) with { Allocation = FileAllocation.Sparse });
        RequireThatNothingIsAnnounced(() => s_calls[call](large, last, checked((int)(EndOfFourLevels + 64 - last))));
        Assert.Equal(0, Libc.Munmap(last, (nuint)Environment.SystemPageSize));
    }

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    private static void RequireThatNothingIsAnnounced(Action call)
    {
        Exception? thrown = Record.Exception(call);

        // Else the Dispose after the test would not return, which says less.
        long announced = ThreadSlot.Current;
        ThreadSlot.Current = 0;
        Assert.Equal(0, announced);
        Assert.True(thrown is NullReferenceException or AnswersFalse, thrown?.ToString());
    }

    // The kernel takes a free address that it is told.
    private static nint PageNearTheTop()
    {
        for (nint hint = unchecked((nint)0x7FFF_9000_0000); ; hint += 1 << 20)
        {
            nint page = Libc.Mmap(hint, (nuint)Environment.SystemPageSize, MmapProtections.PROT_READ, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS, -1, 0);
            if (page == hint)
            {
                return page;
            }

            _ = Libc.Munmap(page, (nuint)Environment.SystemPageSize);
        }
    }

    private static ReadOnlySpan<byte> Span(nint address, int length) => new((void*)address, length);

    // Where the CPU has not what it takes, nothing was read.
    private static void Known(bool isStored) => throw (isStored ? new InvalidOperationException("It was stored.") : new AnswersFalse());

    private sealed class AnswersFalse : Exception;
}
