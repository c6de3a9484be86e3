using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>A part of a segment's file: one mapping, with addresses behind it to grow into.</summary>
internal sealed class FilePiece : IDisposable
{
    private readonly AddressRange _range;
    private readonly PersistentMapping _mapping;

    /// <param name="path">The file.</param>
    /// <param name="start">Where in it the piece begins, in bytes.</param>
    /// <param name="length">How long it is now, in bytes; the file grows where it is shorter.</param>
    /// <param name="most">How long it can be.</param>
    /// <param name="options">How to map it.</param>
    /// <exception cref="DaxException">It cannot be mapped as the store is.</exception>
    [SupportedOSPlatform("linux")]
    internal FilePiece(string path, long start, long length, long most, MappingOptions options)
    {
        Start = start;
        Most = most;
        _range = AddressRange.Reserve(most);
        try
        {
            _mapping = _range.Open(path, 0, options with { Mode = FileMode.OpenOrCreate, Offset = start, Length = length });
        }
        catch
        {
            _range.Dispose();
            throw;
        }
    }

    internal long Start { get; }

    internal long Most { get; }

    internal long End => Start + _mapping.Length;

    internal PersistentMapping Mapping => _mapping;

    /// <summary>Makes the piece, and the file, as long as is asked for, or as long as it can be.</summary>
    internal void GrowTo(long end) => _mapping.Grow(Math.Min(end - Start, Most));

    public void Dispose()
    {
        _mapping.Dispose();
        _range.Dispose();
    }
}
