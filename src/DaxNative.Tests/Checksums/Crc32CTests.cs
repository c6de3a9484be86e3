using System.Numerics;
using Xunit;

namespace DaxNative.Tests;

public class Crc32CTests
{
    // RFC 3720, B.4; the RFC inverts before and after.
    [Fact]
    public void TheExamplesOfTheStandard_AreMet()
    {
        Assert.Equal(0x8A91_36AAu, ~Crc32C.Append(~0u, new byte[32]));
        Assert.Equal(0x62A8_AB43u, ~Crc32C.Append(~0u, [.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD_794Eu, ~Crc32C.Append(~0u, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void ThreeStreams_GiveWhatOneByteAfterTheOtherGives()
    {
        byte[] bytes = new byte[20_000];
        new Random(3).NextBytes(bytes);
        for (int length = 0; length < bytes.Length; length += length < 5000 ? 1 : 777)
        {
            uint expected = 7;
            foreach (byte one in bytes.AsSpan(0, length))
            {
                expected = BitOperations.Crc32C(expected, one);
            }

            Assert.Equal(expected, Crc32C.Append(7, bytes.AsSpan(0, length)));
        }
    }
}
