using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Eight bytes at once: which types, what is stored, what is made durable.</summary>
public sealed class AtomicStoreTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;

    public AtomicStoreTests() => _map = _temp.OpenVolatile();

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void AShorterNumber_IsStoredAsEightBytes()
    {
        _map.Fill(0, 64, 0xFF);
        _map.StoreAtomic(0, 1);
        _map.StoreAtomic(8, (byte)2);
        _map.StoreAtomic(16, uint.MaxValue);
        _map.Slice(16, 48).StoreAtomic(8, (short)-4);

        Assert.Equal<long>([1, 2, uint.MaxValue, -4, -1], MemoryMarshal.Cast<byte, long>(_map.AsReadOnlySpan(0, 40)));
    }

    [Fact]
    public void EveryTypeOfEightBytes_IsStored()
    {
        _map.StoreAtomic(0, ulong.MaxValue - 1);
        _map.StoreAtomic(8, Math.PI);
        _map.StoreAtomic(16, new Pair(3, 4));
        _map.StoreAtomic(24, (nint)(-5));
        _map.StoreAtomic(32, DayOfYear.Last);

        Assert.Equal(ulong.MaxValue - 1, _map.ReadOnlyRef<ulong>(0));
        Assert.Equal(Math.PI, _map.ReadOnlyRef<double>(8));
        Assert.Equal(new Pair(3, 4), _map.ReadOnlyRef<Pair>(16));
        Assert.Equal(-5, _map.ReadOnlyRef<nint>(24));
        Assert.Equal(DayOfYear.Last, _map.ReadOnlyRef<DayOfYear>(32));
    }

    [Fact]
    public void OtherTypes_AreRefusedAndNothingIsStored()
    {
        Assert.Contains("4 bytes", Assert.Throws<ArgumentException>(() => _map.StoreAtomic(0, 1f)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _map.StoreAtomic(0, Guid.NewGuid()));
        Assert.Throws<ArgumentException>(() => _map.StoreAtomic(0, Int128.One));
        Assert.Throws<ArgumentException>(() => _map.StoreAtomic(0, (1, 2)));
        Assert.Throws<ArgumentException>(() => _map.CompareExchange(0, 1f, 0f));
        Assert.Throws<ArgumentException>(() => _map.Slice(0, 64).StoreAtomic(0, Guid.NewGuid()));
        Assert.Throws<ArgumentException>(() => _map.CompareExchange(4, 1, 0));
        Assert.Throws<ArgumentException>(() => _map.Slice(4, 64).StoreAtomic(0, 1UL));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.CompareExchange(_map.Length, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.Slice(0, 64).CompareExchange(64, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.CompareExchange(0, 1, 0, (StoreOptions)64));

        Assert.Equal(-1, _map.AsReadOnlySpan(0, 128).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void CompareExchange_StoresOnlyWhatIsExpected()
    {
        Assert.Equal(0, _map.CompareExchange(8, 5, 0));
        Assert.Equal(5, _map.CompareExchange(8, 6, 0));
        Assert.Equal(5, _map.ReadOnlyRef<long>(8));
        Assert.Equal(new Pair(5, 0), _map.CompareExchange(8, new Pair(7, 8), new Pair(5, 0)));
        Assert.Equal(new Pair(7, 8), _map.Slice(8, 8).CompareExchange(0, default, new Pair(7, 9)));
        Assert.Equal(new Pair(7, 8), _map.ReadOnlyRef<Pair>(8));
    }

    [Fact]
    public async Task CompareExchange_BesideOthers_LosesNoIncrement()
    {
        const int Threads = 4, Times = 2000;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => OnThread.Run(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                long seen = _map.ReadOnlyRef<long>(64);
                for (long before; (before = _map.CompareExchange(64, seen + 1, seen)) != seen; seen = before)
                {
                }
            }
        })));

        Assert.Equal(Threads * Times, _map.ReadOnlyRef<long>(64));
    }

    // Whoever lost acts upon what the winner stored: that is durable too, also if the winner's thread was stopped before its flush.
    [Theory]
    [InlineData(0, "stored 64+8; flush 64+8; drain")]
    [InlineData(1, "stored 64+8; flush 64+8; drain")]
    public void WhatCompareExchangeReturnsUpon_IsDurable(long comparand, string expected)
    {
        var path = new RecordingWriteBack();
        using PersistentMapping map = SimulatedMapping.Create(path, StoreGranularity.CacheLine);

        map.CompareExchange(64, 9, comparand);

        Assert.Equal(expected, path.ToString());
    }

    [Theory]
    [InlineData(StoreOptions.NoDrain, "stored 0+8; flush 0+8")]
    [InlineData(StoreOptions.NoFlush, "stored 0+8")]
    public void Options_LeaveOutWhatTheySay(StoreOptions options, string expected)
    {
        var path = new RecordingWriteBack();
        using PersistentMapping map = SimulatedMapping.Create(path, StoreGranularity.CacheLine);

        map.CompareExchange(0, 1, 0, options);
        Assert.Equal(expected, path.ToString());
        path.Events.Clear();
        map.StoreAtomic(0, 1UL, options);
        Assert.Equal(expected, path.ToString());
    }

    private enum DayOfYear : long
    {
        Last = 365,
    }

    private readonly record struct Pair(int First, int Second);
}
