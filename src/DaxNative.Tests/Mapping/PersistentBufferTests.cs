using Xunit;

namespace DaxNative.Tests;

public sealed class PersistentBufferTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;

    public PersistentBufferTests() => _map = _temp.OpenVolatile(65536);

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void SliceOfASlice_AddressesTheMapping()
    {
        PersistentBuffer inner = _map.Slice(4096, 1024).Slice(64, 128);

        inner.Write(8, "durable"u8);

        Assert.Equal("durable"u8, _map.AsReadOnlySpan(4096 + 64 + 8, 7));
        Assert.Equal((4096 + 64, 128L), (inner.Start, inner.Length));
        Assert.Equal(inner, _map.Slice(4160, 128));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 129)]
    [InlineData(129, 0)]
    [InlineData(128, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void EveryAccess_StaysWithinTheBuffer(long offset, long length)
    {
        PersistentBuffer buffer = _map.Slice(4096, 128);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Persist(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Flush(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Fill(offset, length, 1));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 65537)]
    [InlineData(65537, 0)]
    [InlineData(65536, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void EveryAccess_StaysWithinTheMapping(long offset, long length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.Slice(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.Persist(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.Flush(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.DeepFlush(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.Fill(offset, length, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            using FlushBatch batch = _map.BeginFlush();
            batch.Add(offset, length);
        });
    }

    [Fact]
    public void EmptyRangeAtTheEnd_IsWithinTheMapping()
    {
        _map.Persist(65536, 0);
        Assert.Equal(0, _map.Slice(65536, 0).Length);
    }

    [Fact]
    public void DefaultBuffer_IsEmpty()
    {
        Assert.Equal(0, default(PersistentBuffer).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(PersistentBuffer).Persist(0, 0));
    }

    [Fact]
    public void Fill_SetsTheRangeAndNothingElse()
    {
        _map.Fill(0, 65536, 0x11);

        _map.Slice(1000, 3000).Fill(1, 2998, 0x22);

        Assert.Equal(0x11, _map.AsSpan(1000, 1)[0]);
        Assert.Equal(-1, _map.AsReadOnlySpan(1001, 2998).IndexOfAnyExcept((byte)0x22));
        Assert.Equal(0x11, _map.AsSpan(3999, 1)[0]);
    }

    [Theory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.NoDrain)]
    [InlineData(StoreOptions.NoFlush)]
    [InlineData(StoreOptions.NonTemporal)]
    [InlineData(StoreOptions.Temporal)]
    public void Write_StoresWithEveryOption(StoreOptions options)
    {
        _map.Write(100, [1, 2, 3], options);

        Assert.Equal<byte>([0, 1, 2, 3, 0], _map.AsReadOnlySpan(99, 5));
    }

    [Theory]
    [InlineData(StoreOptions.NonTemporal)]
    [InlineData(StoreOptions.Temporal)]
    public void PageGranularity_TakesNoNoticeOfHowToStore(StoreOptions options)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping map = PersistentMapping.Open(temp.Path);
        Assert.Equal(StoreGranularity.Page, map.Granularity);

        map.Fill(1, 8000, 3, options);
        map.Write(4095, [1, 2], options);

        Assert.Equal<byte>([0, 3], map.AsReadOnlySpan(0, 2));
        Assert.Equal<byte>([3, 1, 2, 3], map.AsReadOnlySpan(4094, 4));
        Assert.Equal(7998, map.AsReadOnlySpan(0, 8192).Count((byte)3));
    }

    [Fact]
    public void Write_HandlesOverlapOfSourceAndTarget()
    {
        _map.Write(0, [1, 2, 3, 4, 5]);

        _map.Write(2, _map.AsReadOnlySpan(0, 5));

        Assert.Equal<byte>([1, 2, 1, 2, 3, 4, 5], _map.AsReadOnlySpan(0, 7));
    }

    [Fact]
    public void StoreAtomic_RefusesWhatCouldTear()
    {
        _map.StoreAtomic(16, 0x1122334455667788);

        Assert.Equal(0x1122334455667788, _map.ReadOnlyRef<long>(16));
        Assert.Throws<ArgumentException>(() => _map.StoreAtomic(12, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _map.StoreAtomic(65536, 1));
    }

    [Fact]
    public void Ref_PersistsTheVariableThatItGave()
    {
        ref long counter = ref _map.Ref<long>(8192);
        counter += 41;
        counter++;

        _map.Persist(ref counter);

        Assert.Equal(42, _map.ReadOnlyRef<long>(8192));
        Assert.Equal(42, _map.Slice(8192, 8).Ref<long>(0));
    }

    [Fact]
    public void Persist_RefusesAVariableFromElsewhere()
    {
        long local = 1;
        long[] array = [1];

        Assert.Throws<ArgumentException>(() => _map.Persist(ref array[0]));
        Assert.Equal("value", Assert.Throws<ArgumentException>(() => PersistLocal(ref local)).ParamName);

        void PersistLocal(ref long value) => _map.Persist(ref value);
    }

    [Fact]
    public void Ref_AsksForTheAlignmentOfTheType()
    {
        Assert.Throws<ArgumentException>(() => _map.Ref<long>(4));
        Assert.Throws<ArgumentException>(() => _map.Ref<Longs>(4));
        Assert.Throws<ArgumentException>(() => _map.Ref<Ints>(2));
        _map.Ref<Ints>(4) = new Ints(1, 2, 3);
        _map.Ref<byte>(3) = 1;
    }

    [Fact]
    public void Ref_RefusesTypesWhoseLayoutTheRuntimeMayChange()
    {
        Assert.Contains("StructLayout", Assert.Throws<ArgumentException>(() => _map.Ref<(long, long)>(0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _map.Ref<DateTime>(0));
        _map.Ref<Guid>(0) = Guid.NewGuid();
    }

    private readonly record struct Ints(int A, int B, int C);

    private readonly record struct Longs(long A, long B, long C);

    [Fact]
    public void Memory_ReachesTheMapping()
    {
        Memory<byte> memory = _map.AsMemory(100, 50).Slice(10, 5);

        memory.Span.Fill(9);

        Assert.Equal<byte>([0, 9, 9, 9, 9, 9, 0], _map.AsReadOnlySpan(109, 7));
        Assert.Equal(5, _map.AsReadOnlyMemory(110, 5).Length);
    }

    [Fact]
    public void Memory_StreamsAsAnyOther()
    {
        using var source = new MemoryStream([1, 2, 3]);

        int read = source.Read(_map.AsMemory(0, 16).Span);

        Assert.Equal<byte>([1, 2, 3, 0], _map.AsReadOnlySpan(0, read + 1));
    }
}
