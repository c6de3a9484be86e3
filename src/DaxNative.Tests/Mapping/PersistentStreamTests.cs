using System.Buffers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A mapping for APIs that take a stream, a writer or a sequence.</summary>
public sealed class PersistentStreamTests : IDisposable
{
    private readonly RecordingWriteBack _path = new();
    private readonly PersistentMapping _map;

    public PersistentStreamTests() => _map = SimulatedMapping.Create(_path, StoreGranularity.CacheLine);

    public void Dispose() => _map.Dispose();

    [Fact]
    public void WhatIsWritten_IsDurableOnceItIsFlushed()
    {
        using Stream stream = _map.Slice(128, 256).AsStream();
        stream.Write("one"u8);
        stream.Seek(10, SeekOrigin.Begin);
        stream.Write("two"u8);
        Assert.DoesNotContain("flush", _path.ToString(), StringComparison.Ordinal);

        stream.Flush();
        stream.Flush();

        Assert.Equal(["flush 128+13", "drain"], _path.Events[2..]);
        Assert.Equal("two"u8, _map.AsReadOnlySpan(138, 3));
    }

    [Fact]
    public void DisposingIt_FlushesOnceAndLeavesTheMappingOpen()
    {
        Stream stream = _map.AsStream();
        using (var writer = new StreamWriter(stream, Encoding.UTF8))
        {
            writer.Write("text");
        }

        stream.Dispose();
        Assert.Equal(1, _path.Events.Count(said => said.StartsWith("flush", StringComparison.Ordinal)));
        Assert.Throws<ObjectDisposedException>(() => stream.Write("x"u8));
        Assert.Throws<ObjectDisposedException>(() => stream.Position);
        Assert.Equal((false, false, false), (stream.CanRead, stream.CanWrite, stream.CanSeek));
        _map.Persist(0, 1);
    }

    [Fact]
    public void AFlushThatFails_IsToldByDisposeAndNotForgotten()
    {
        var failing = new FailingWriteBack();
        using PersistentMapping map = SimulatedMapping.Create(failing, StoreGranularity.Page);
        Stream stream = map.AsStream();
        stream.Write("lost"u8);

        Assert.Throws<IOException>(stream.Flush);
        Assert.Throws<IOException>(stream.Dispose);
        Assert.Equal(2, failing.Asked);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefusedWhole()
    {
        using Stream stream = _map.Slice(0, 100).AsStream();
        stream.Position = 98;

        Assert.Throws<NotSupportedException>(() => stream.Write("three"u8));
        stream.Position = 1000;
        Assert.Throws<NotSupportedException>(() => stream.WriteByte(1));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(200));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1001, SeekOrigin.Current));

        Assert.Equal(0, stream.Read(new byte[10]));
        Assert.Equal(-1, _map.AsReadOnlySpan(0, 256).IndexOfAnyExcept((byte)0));
        Assert.Empty(_path.Events);
    }

    [Fact]
    public void Reading_EndsWhereTheBufferEnds()
    {
        _map.AsSpan(0, 20).Fill(7);
        using Stream stream = _map.Slice(4, 10).AsStream();
        stream.Seek(-3, SeekOrigin.End);
        byte[] read = new byte[10];

        Assert.Equal(3, stream.Read(read, 2, 8));
        Assert.Equal<byte>([0, 0, 7, 7, 7, 0, 0, 0, 0, 0], read);
        Assert.Equal((10L, 10L, -1), (stream.Position, stream.Length, stream.ReadByte()));
    }

    [Fact]
    public void AStreamOfADisposedMapping_Throws()
    {
        Stream stream = _map.AsStream();
        stream.Write("x"u8);
        _map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stream.Write("x"u8));
        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(stream.Dispose);
    }

    [Fact]
    public void Writer_IsWrittenToByASerializerAndPersistsOnlyWhatIsNew()
    {
        var writer = new PersistentBufferWriter(_map.Slice(64, 1024));
        using (var json = new Utf8JsonWriter(writer))
        {
            JsonSerializer.Serialize<List<int>>(json, [1, 2, 3]);
        }

        writer.Persist();
        writer.Write("more"u8);
        writer.Persist();

        Assert.Equal("[1,2,3]more"u8, _map.AsReadOnlySpan(64, 11));
        Assert.Equal("flush 64+7; drain; flush 71+4; drain", _path.ToString());
        Assert.Equal((11L, 1013L, 64L), (writer.WrittenCount, writer.FreeCapacity, writer.Written.Start));
    }

    [Fact]
    public void Writer_WithoutRoom_Refuses()
    {
        var writer = new PersistentBufferWriter(_map.Slice(0, 8));
        writer.Advance(7);

        Assert.Equal(1, writer.GetSpan().Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetMemory(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan(-1));
        writer.Advance(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan());
    }

    [Fact]
    public void Sequence_LongerThanASpan_HasEveryByte()
    {
        const long Length = 5L << 29;
        using var temp = TempPath.InMemory();
        using PersistentMapping map = PersistentMapping.Open(
            temp.Path, new MappingOptions { Mode = FileMode.CreateNew, Length = Length, AllowVolatile = true, Allocation = FileAllocation.Sparse });
        map.AsSpan(1L << 30, 1)[0] = 5;
        map.AsSpan(Length - 1, 1)[0] = 9;

        ReadOnlySequence<byte> sequence = map.AsReadOnlySequence(1, Length - 1);

        Assert.Equal(Length - 1, sequence.Length);
        Assert.Equal(5, sequence.Slice((1L << 30) - 1, 1).FirstSpan[0]);
        Assert.Equal(9, sequence.Slice(Length - 2).FirstSpan[0]);
        Assert.Equal(3, map.Slice(0, 3).AsReadOnlySequence(0, 3).FirstSpan.Length);
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sequence.FirstSpan.Length);
    }

    private sealed class FailingWriteBack : WriteBack
    {
        internal int Asked { get; private set; }

        internal override bool MergesRanges => false;

        internal override void Flush(long offset, long length)
        {
            Asked++;
            throw new IOException("A test fails it.");
        }

        internal override void Drain()
        {
        }

        internal override void DeepFlush(long offset, long length)
        {
        }
    }
}
