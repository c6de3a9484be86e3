using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// An aligned unit of 8 bytes is never half stored: what another thread can see of it, a power cut can leave of it.
/// </summary>
public sealed class StoredUnitsTests : IDisposable
{
    private const int Size = 4096;
    private const int Rounds = 4000;
    private const int Looks = 50_000;

    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;
    private volatile bool _done;
    private volatile int _looks;

    public StoredUnitsTests() => _map = _temp.OpenVolatile(Size);

    public static TheoryData<int> Offsets => [0, 1, 3, 4, 5, 7, 57, 63];

    [Theory]
    [MemberData(nameof(Offsets))]
    public void Write_StoresEveryWholeUnitWhole(int offset)
    {
        byte[][] values = [Filled(0), Filled(0xFF)];
        foreach (StoreOptions options in (ReadOnlySpan<StoreOptions>)[StoreOptions.Temporal | StoreOptions.NoFlush, StoreOptions.NonTemporal])
        {
            Expect(offset, (length, round) => _map.Write(offset, values[round & 1].AsSpan(0, length), options));
        }
    }

    [Theory]
    [MemberData(nameof(Offsets))]
    public void Fill_StoresEveryWholeUnitWhole(int offset) =>
        Expect(offset, (length, round) => _map.Fill(offset, length, (byte)-(round & 1), StoreOptions.NoFlush));

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    private void Expect(int offset, Action<int, int> store)
    {
        _map.AsSpan(0, Size).Clear();
        foreach (int length in (ReadOnlySpan<int>)[15, 20, 23, 31, 45, 63, 90, 127, 140, 300])
        {
            _done = false;
            _looks = 0;
            int first = (offset + 7) / 8 * 8;
            int last = (offset + length) / 8 * 8 - 8;
            long torn = 0;
            var reader = new Thread(() => torn = Read(first, last));
            reader.Start();
            for (int round = 0; round < Rounds || (_looks < Looks && reader.IsAlive); round++)
            {
                store(length, round);
            }

            _done = true;
            reader.Join();
            Assert.True(torn == 0, $"{length} bytes at {offset}: a unit was {torn:x16}");
            _map.AsSpan(0, Size).Clear();
        }
    }

    private long Read(int first, int last)
    {
        for (; !_done; _looks++)
        {
            // The units at the ends: the kernel stores to a part of those once more.
            long begin = Volatile.Read(in _map.ReadOnlyRef<long>(first));
            long end = Volatile.Read(in _map.ReadOnlyRef<long>(last));
            if (begin is not (0 or -1) || end is not (0 or -1))
            {
                return begin is 0 or -1 ? end : begin;
            }
        }

        return 0;
    }

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 300)];
}
