using Xunit;

namespace DaxNative.Tests;

// Lines whose checksum is of what was stored.
public sealed partial class LineStoreTests
{
    [Fact]
    public unsafe void WriteLinesChecked_StoresTheSourceAndZerosAndGivesItsChecksum()
    {
        using var guarded = new GuardedBuffer(1);
        new Random(7).NextBytes(guarded.Span);
        foreach (PersistentMapping mapping in new[] { _measured, _never })
        {
            for (int length = 0; length <= 20 * Line + 1; length++)
            {
                s_flushes.Clear();
                var source = new ReadOnlySpan<byte>(guarded.End - length, length);
                mapping.AsSpan(0, Size).Fill(Before);

                uint checksum = mapping.WriteCacheLinesChecked(Line, source, 7);

                int lines = (length + Line - 1) & -Line;
                Assert.Equal(Crc32C.Append(7, source), checksum);
                Assert.True(mapping.AsSpan(Line, length).SequenceEqual(source));
                Assert.False(mapping.AsSpan(Line + length, lines - length).ContainsAnyExcept((byte)0));
                Assert.False(mapping.AsSpan(0, Line).ContainsAnyExcept(Before));
                Assert.False(mapping.AsSpan(Line + lines, Size - Line - lines).ContainsAnyExcept(Before));
            }
        }
    }

    // Whatever the other thread does, the checksum is of the bytes that are there.
    [Fact]
    public void WriteLinesChecked_OfASourceThatChanges_GivesTheChecksumOfWhatIsStored()
    {
        byte[] source = new byte[1000];
        bool isOver = false;
        var other = new Thread(() =>
        {
            for (byte value = 0; !Volatile.Read(ref isOver); value++)
            {
                source.AsSpan().Fill(value);
            }
        });
        other.Start();
        try
        {
            for (int i = 0; i < 20_000; i++)
            {
                s_flushes.Clear();
                uint checksum = _measured.WriteCacheLinesChecked(0, source, 0);
                Assert.Equal(Crc32C.Append(0, _measured.AsReadOnlySpan(0, source.Length)), checksum);
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            other.Join();
        }
    }

    [Fact]
    public void WriteLinesChecked_RefusesAnOffsetThatIsNoLinesAndWhatIsNotWithinTheMapping()
    {
        Assert.Throws<ArgumentException>(() => _measured.WriteCacheLinesChecked(8, new byte[10], 0));
        Assert.Throws<ArgumentException>(() => _measured.WriteCacheLinesChecked(8, new byte[1000], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _measured.WriteCacheLinesChecked(Size - Line, new byte[Line + 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _measured.WriteCacheLinesChecked(0, new byte[Size + 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _measured.WriteCacheLinesChecked(0, new byte[1], 0, (StoreOptions)64));
    }
}
