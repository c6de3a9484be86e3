using Xunit;

namespace DaxNative.Tests;

/// <summary>A source that overlaps its destination is copied as if it had been elsewhere.</summary>
public sealed unsafe class StoreOverlapTests : IDisposable
{
    private const int Room = 1024;

    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;
    private readonly byte[] _before = new byte[8192];

    public StoreOverlapTests()
    {
        _map = _temp.OpenVolatile(8192);
        new Random(8).NextBytes(_before);
    }

    public static TheoryData<string> Kernels => StoreKernel.Names;

    public static TheoryData<StoreOptions> Options => [StoreOptions.None, StoreOptions.NonTemporal, StoreOptions.Temporal, StoreOptions.NoFlush];

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void Kernels_CopyInTheOrderThatTheOverlapAsksFor(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        ForEveryOverlap((to, from, length) =>
        {
            fixed (byte* start = _map.AsSpan(0, 8192))
            {
                StoreOrder order = StoreKernels.OrderOf(start + to, start + from, (nuint)length);
                if (((to | length) & 7) == 0)
                {
                    kernel.CopyNonTemporal(start + to, start + from, (nuint)length, order);
                }
                else
                {
                    kernel.Copy(start + to, start + from, (nuint)length, order);
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Write_CopiesFromTheMappingItself(StoreOptions options) =>
        ForEveryOverlap((to, from, length) => _map.Write(to, _map.AsReadOnlySpan(from, length), options));

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    private void ForEveryOverlap(Action<int, int, int> copy)
    {
        ReadOnlySpan<int> lengths = [1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33, 48, 63, 64, 65, 96, 100, 127, 128, 129, 136, 191, 192, 200, 256, 257, 320, 321, 384, 511, 640, 1000, 2048, 3001];
        foreach (int length in lengths)
        {
            foreach (int to in (ReadOnlySpan<int>)[Room, Room + 1, Room + 8, Room + 40, Room + 63])
            {
                for (int shift = -200; shift <= 200; shift++)
                {
                    Check(copy, to, to + shift, length);
                }

                Check(copy, to, to - 900, length);
                Check(copy, to, to + 900, length);
            }
        }
    }

    private void Check(Action<int, int, int> copy, int to, int from, int length)
    {
        _before.CopyTo(_map.AsSpan(0, 8192));
        copy(to, from, length);
        ReadOnlySpan<byte> after = _map.AsReadOnlySpan(0, 8192);
        bool right = after.Slice(to, length).SequenceEqual(_before.AsSpan(from, length))
            && after[..to].SequenceEqual(_before.AsSpan(0, to))
            && after[(to + length)..].SequenceEqual(_before.AsSpan(to + length));
        Assert.True(right, $"{length} bytes from {from} to {to}");
    }
}
