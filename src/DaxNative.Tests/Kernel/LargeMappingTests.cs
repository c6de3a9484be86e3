using Xunit;

namespace DaxNative.Tests;

/// <summary>More than 4 GiB, so that no offset fits into 32 bits. The file is sparse: it costs a few pages.</summary>
public class LargeMappingTests
{
    private const long Length = (5L << 30) + 4096;

    [Fact]
    public void MappingOf5GiB_IsWrittenAndPersistedBeyond4GiBThroughSlices() => WriteBeyond4GiB();

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void MappingOf5GiBInTheGuest_IsWrittenAndPersistedBeyond4GiBThroughSlices()
    {
        TestDevices.RequireGuest();
        WriteBeyond4GiB();
    }

    private static void WriteBeyond4GiB()
    {
        using TestFile file = TestFile.In("/dev/shm");
        MappingOptions options = new() { Mode = FileMode.OpenOrCreate, Length = Length, Allocation = FileAllocation.Sparse, AllowVolatile = true, Verify = true };
        using (PersistentMapping map = PersistentMapping.Open(file.Path, options))
        {
            PersistentBuffer upper = map.Slice((4L << 30) - 8, Length - (4L << 30) + 8);
            upper.Write(0, "across the edge"u8);
            PersistentBuffer last = upper.Slice(upper.Length - 4096, 4096);
            last.Fill(4000, 96, 0xA5);
            last.Slice(8, 8).AsSpan(0, 8).Fill(7);
            last.Persist(8, 8);
        }

        using FileStream stream = File.OpenRead(file.Path);
        Assert.Equal(Length, stream.Length);
        Assert.Equal("across the edge"u8.ToArray(), ReadAt(stream, (4L << 30) - 8, 15));
        Assert.Equal(Enumerable.Repeat((byte)0xA5, 96), ReadAt(stream, Length - 96, 96));
        Assert.Equal(Enumerable.Repeat((byte)7, 8), ReadAt(stream, Length - 4096 + 8, 8));

        // And nothing at the places that the same offsets have in 32 bits.
        Assert.Equal(new byte[4096], ReadAt(stream, (Length - 4096) & 0xFFFFFFFF, 4096));
    }

    private static byte[] ReadAt(FileStream stream, long offset, int length)
    {
        byte[] bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
