namespace DaxNative;

/// <summary>A part of a <see cref="ReservedRange"/>: that of a mapping, of one that was, or lost. The range changes it, under its gate.</summary>
internal sealed class RangePlace(ReservedRange range, string path, long offset, long length, RangePlaceState state) : MappingPlace
{
    internal ReservedRange Range => range;

    /// <summary>Of what is or was mapped here.</summary>
    internal string Path => path;

    /// <summary>Where in the range it starts, in bytes.</summary>
    internal long Offset => offset;

    internal long End => offset + Length;

    internal override nint Address => range.Address + (nint)offset;

    internal override long Length => Pages;

    internal long Pages { get; set; } = length;

    internal RangePlaceState State { get; set; } = state;

    /// <summary>The part behind some of its bytes.</summary>
    internal AddressArea Behind(long kept) => new(Address + (nint)kept, Length - kept);

    /// <summary>Takes the addresses behind it, up to a length in whole pages, and sets them apart.</summary>
    /// <exception cref="DaxException">They are taken, or beyond the range. Nothing has changed.</exception>
    internal void Lengthen(long pages) => range.Lengthen(this, pages);

    /// <summary>
    /// Gives back what lies behind some of its bytes, which nobody has seen. Where the kernel does not take away what is mapped there,
    /// it stays a part of this place.
    /// </summary>
    internal int Release(long kept)
    {
        int errno = Behind(kept).Entomb();
        if (errno == 0)
        {
            range.Shorten(this, kept);
        }

        return errno;
    }

    internal override int Release() => Release(0);

    /// <summary>Gives up what lies behind some of its bytes after an mmap over it that failed.</summary>
    internal void Abandon(long kept)
    {
        if (Behind(kept).ReserveIfFree() == 0)
        {
            range.Shorten(this, kept);
        }
        else
        {
            // Ours still, or somebody's that was quicker: nobody can tell, so nothing is ever mapped over it again.
            range.Lose(this, kept);
        }
    }

    internal override void Abandon() => Abandon(0);

    // The mapping object refers to this, and this to the range, which is what its tombstone asks for.
    internal override object? Retire()
    {
        range.Retire(this);
        return null;
    }
}

/// <summary>What a place of a range is.</summary>
internal enum RangePlaceState
{
    /// <summary>Something is mapped there, or about to be.</summary>
    Taken,

    /// <summary>Something was mapped there. Inaccessible.</summary>
    Retired,

    /// <summary>Not known to be ours any more.</summary>
    Lost,
}
