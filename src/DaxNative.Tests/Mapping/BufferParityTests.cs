using System.Reflection;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a mapping can do, a part of it can do, with the part's offsets.</summary>
public sealed class BufferParityTests
{
    // What is about the whole file, and not about bytes of it.
    private static readonly string[] s_ofTheWhole = ["Dispose", "Verify", "ToString", "Open", "OpenAsync", "Grow"];

    private static readonly Dictionary<string, (Action<PersistentBuffer> Do, string Expected)> s_operations = new()
    {
        ["Persist"] = (buffer => buffer.Persist(8, 16), "flush 136+16; drain"),
        ["Persist all"] = (buffer => buffer.Persist(), "flush 128+256; drain"),
        ["Flush"] = (buffer => buffer.Flush(0, 256), "flush 128+256"),
        ["Drain"] = (buffer => buffer.Drain(), "drain"),
        ["DeepFlush"] = (buffer => buffer.DeepFlush(64, 64), "deep flush 192+64"),
        ["Write"] = (buffer => buffer.Write(1, [1, 2]), "stored 129+2; flush 129+2; drain"),
        ["Fill"] = (buffer => buffer.Fill(2, 3, 9, StoreOptions.NoDrain), "stored 130+3; flush 130+3"),
        ["StoreAtomic"] = (buffer => buffer.StoreAtomic(8, 1), "stored 136+8; flush 136+8; drain"),
        ["CompareExchange"] = (buffer => buffer.CompareExchange(16, 1, 0), "stored 144+8; flush 144+8; drain"),
        ["WriteCacheLines"] = (buffer => buffer.WriteCacheLines(64, [1], [2]), "stored 192+64; flush 192+64; drain"),
        ["WriteCacheLinesChecked"] = (buffer => Assert.Equal(Crc32C.Append(7, [1, 2]), buffer.WriteCacheLinesChecked(0, [1, 2], 7)), "stored 128+64; flush 128+64; drain"),
        ["BeginFlush"] = (AddTwo, "flush 128+8; flush 376+8; drain"),
        ["Slice"] = (buffer => buffer.Slice(64).Slice(8, 8).Persist(), "flush 200+8; drain"),
    };

    public static TheoryData<string> Operations => [.. s_operations.Keys];

    [Fact]
    public void EveryMemberOfTheMapping_IsOneOfTheBufferToo()
    {
        static IEnumerable<string> Of(Type type) => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName)
            .Select(method => $"{method.ReturnType.Name} {method.Name}`{method.GetGenericArguments().Length}({string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"))})");
        string[] missing = [.. Of(typeof(PersistentMapping)).Except(Of(typeof(PersistentBuffer))).Where(member => !s_ofTheWhole.Any(name => member.Contains($" {name}`", StringComparison.Ordinal)))];

        // A reference says itself where it lies.
        Assert.Equal(["Void Persist`1(T& value)"], missing);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void EachOperation_GoesToTheMappingsOffset(string operation)
    {
        var path = new RecordingWriteBack();
        using PersistentMapping map = SimulatedMapping.Create(path, StoreGranularity.CacheLine);

        s_operations[operation].Do(map.Slice(128, 256));

        Assert.Equal(s_operations[operation].Expected, path.ToString());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void EachOperation_OnThePartOfADisposedMapping_Throws(string operation)
    {
        PersistentMapping map = SimulatedMapping.Create(new RecordingWriteBack(), StoreGranularity.CacheLine);
        PersistentBuffer buffer = map.Slice(128, 256);
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => s_operations[operation].Do(buffer));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 257)]
    [InlineData(257, 0)]
    [InlineData(256, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, long.MinValue)]
    public void ABatchOfThePart_StaysWithinIt(long offset, long length)
    {
        using PersistentMapping map = SimulatedMapping.Create(new RecordingWriteBack(), StoreGranularity.CacheLine);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            using FlushBatch batch = map.Slice(128, 256).BeginFlush();
            batch.Add(offset, length);
        });
    }

    [Fact]
    public void Spans_AreOfThePart()
    {
        using PersistentMapping map = SimulatedMapping.Create(new RecordingWriteBack(), StoreGranularity.CacheLine);
        PersistentBuffer buffer = map.Slice(128, 256);
        map.AsSpan(128, 256).Fill(3);
        buffer.Ref<long>(8) = 5;

        Assert.Equal(256, buffer.AsReadOnlySpan().Length);
        Assert.Equal(5, buffer.ReadOnlyRef<long>(8));
        Assert.Equal(5, map.ReadOnlyRef<long>(136));
        buffer.AsMemory(16, 4).Span.Fill(7);
        Assert.Equal<byte>([7, 7, 7, 7], map.AsReadOnlyMemory(144, 4).ToArray());
        Assert.Equal<byte>([7, 7, 7, 7], buffer.AsReadOnlyMemory(16, 4).ToArray());
        Assert.Same(map, buffer.Mapping);
    }

    [Fact]
    public void TheDefaultBuffer_SaysThatItIsAPartOfNone()
    {
        Assert.Throws<InvalidOperationException>(() => default(PersistentBuffer).Mapping);
        Assert.Throws<InvalidOperationException>(() => default(PersistentBuffer).Persist());
        Assert.Throws<InvalidOperationException>(() => default(PersistentBuffer).Drain());
        Assert.Throws<InvalidOperationException>(() => default(PersistentBuffer).BeginFlush().Dispose());
    }

    private static void AddTwo(PersistentBuffer buffer)
    {
        using FlushBatch batch = buffer.BeginFlush();
        batch.Add(0, 8);
        batch.Add(248, 8);
    }
}
