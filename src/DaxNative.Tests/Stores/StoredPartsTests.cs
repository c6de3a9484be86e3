using Xunit;

namespace DaxNative.Tests;

/// <summary>What of a range goes past the caches, at every address within a line.</summary>
public class StoredPartsTests
{
    public static TheoryData<bool> BothKinds => [false, true];

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void Body_IsWhatCanGoPastTheCachesWithoutSharingALine(bool bodyOfUnits)
    {
        for (int address = 4096; address < 4096 + 64; address++)
        {
            for (int length = 0; length <= 1024; length++)
            {
                StoredParts parts = StoredParts.Of((nuint)address, (nuint)length, bodyOfUnits);

                Assert.True(
                    parts.Head + parts.Body + parts.Tail == (nuint)length && parts.Body == BytesPastTheCaches(address, length, bodyOfUnits) && IsInOrder(address, parts),
                    $"{length} bytes at {address}: {parts}");
            }
        }
    }

    [Theory]
    [InlineData(64, 64, 0, 64, 0)]
    [InlineData(65, 200, 63, 128, 9)]
    [InlineData(72, 200, 0, 200, 0)]
    [InlineData(72, 201, 0, 184, 17)]
    [InlineData(68, 188, 60, 128, 0)]
    [InlineData(72, 7, 7, 0, 0)]
    [InlineData(65, 63, 63, 0, 0)]
    public void UnitsAtTheEnds_BelongToTheBody(int address, int length, int head, int body, int tail) =>
        Assert.Equal(new StoredParts((nuint)head, (nuint)body, (nuint)tail), StoredParts.Of((nuint)address, (nuint)length, bodyOfUnits: true));

    // Line by line, which the library's arithmetic does not do: what is stored of each, and whether that can go past.
    private static nuint BytesPastTheCaches(int address, int length, bool bodyOfUnits)
    {
        int bytes = 0;
        int grain = bodyOfUnits ? 8 : 64;
        for (int line = address / 64 * 64; line < address + length; line += 64)
        {
            int start = Math.Max(line, address);
            int end = Math.Min(line + 64, address + length);
            bytes += start % grain == 0 && end % grain == 0 ? end - start : 0;
        }

        return (nuint)bytes;
    }

    private static bool IsInOrder(int address, StoredParts parts)
    {
        nuint body = (nuint)address + parts.Head;
        nuint tail = body + parts.Body;
        return (parts.Head == 0 || parts.Body == 0 || body % 64 == 0) && (parts.Tail == 0 || tail % 64 == 0) && parts.Tail < 64 && parts.Head < 64;
    }
}
