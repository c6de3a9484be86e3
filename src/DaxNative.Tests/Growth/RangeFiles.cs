using Xunit;

namespace DaxNative.Tests;

/// <summary>Files of one test, and ranges of addresses for them.</summary>
internal sealed class RangeFiles : IDisposable
{
    /// <summary>Of a file, in bytes: whole pages of any kernel.</summary>
    internal const int Size = 256 << 10;

    private readonly TempPath _temp = TempPath.InMemory();

    /// <summary>The path of a file by its number; it is there when it was opened.</summary>
    internal string this[int number] => Path.Combine(_temp.Directory, $"file{number}");

    internal static AddressRange Reserve(int files = 4) => AddressRange.Reserve(files * (long)Size);

    internal static MappingOptions Options(long length = Size) => TempPath.Volatile(length);

    /// <summary>Opens a file whose bytes all are one more than its number.</summary>
    internal PersistentMapping Open(AddressRange range, int number, long offset)
    {
        PersistentMapping map = range.Open(this[number], offset, Options());
        map.Fill(0, Size, (byte)(number + 1));
        return map;
    }

    /// <summary>A range with room behind it. Other threads map memory too, and may be the first to take what was given back.</summary>
    internal static AddressRange Extended(int from, int to, Action<AddressRange>? before = null)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            AddressRange range = Reserve(to);
            range.Resize(from * (long)Size);
            before?.Invoke(range);
            try
            {
                range.Resize(to * (long)Size);
                return range;
            }
            catch (DaxException refusal) when (refusal.Error == DaxError.AddressesInUse)
            {
                foreach (PersistentMapping map in range.Mappings)
                {
                    map.Dispose();
                }

                range.Dispose();
            }
        }

        throw new InvalidOperationException("Whatever was given back was taken at once, a thousand times.");
    }

    internal static DaxException Refused(DaxError error, Action action)
    {
        DaxException refusal = Assert.Throws<DaxException>(action);
        Assert.True(error == refusal.Error, $"expected {error}: {refusal.Message}");
        Assert.NotEmpty(refusal.Remedy);
        return refusal;
    }

    internal static void HoldsOnly(PersistentMapping map, int number) =>
        Assert.Equal(-1, map.AsReadOnlySpan(0, Size).IndexOfAnyExcept((byte)(number + 1)));

    public void Dispose() => _temp.Dispose();
}
