namespace DaxNative;

/// <summary>
/// Who has which addresses of a range. All that is not in a place is inaccessible and was never seen by anybody, so it may be mapped over.
/// </summary>
/// <remarks>
/// Thread-safe. A place is taken under the gate and mapped outside it: from then on it is nobody else's. The range is what stands for its
/// addresses among the tombstones: every mapping that was opened in it refers to it, so they are given back only when nothing can make a
/// span of any of them.
/// </remarks>
internal sealed class ReservedRange
{
    private readonly Lock _gate = new();
    private readonly AddressReservation _addresses;

    // By offset; no two overlap.
    private readonly List<RangePlace> _places = [];
    private long _length;
    private bool _isClosed;

    private ReservedRange(AddressReservation addresses)
    {
        _addresses = addresses;
        _length = addresses.Length;
    }

    internal nint Address => _addresses.Address;

    /// <summary>In bytes, whole pages.</summary>
    internal long Length => Volatile.Read(ref _length);

    internal static ReservedRange Create(long length, long alignment) => new(AddressReservation.CreateForMany(length, alignment));

    /// <summary>Takes a place for a mapping, and sets it apart.</summary>
    /// <param name="path">Of what will be mapped.</param>
    /// <param name="offset">Where in the range.</param>
    /// <param name="length">In bytes, not yet in whole pages.</param>
    /// <param name="align">What the address must be a multiple of.</param>
    /// <exception cref="DaxException">It is misaligned, taken, or beyond the range. Nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">The range is closed.</exception>
    internal RangePlace Take(string path, long offset, long length, long align)
    {
        long pages = AddressArea.RoundUp(length);
        if ((Address + offset) % align != 0)
        {
            throw RangeRefusal.Misaligned(path, offset, length, align, Address);
        }

        lock (_gate)
        {
            RequireOpen();
            RequireFree(path, offset, pages);
            var place = new RangePlace(this, path, offset, pages, RangePlaceState.Taken);
            SetApart(path, place.Area);
            _places.Insert(_places.FindIndex(next => next.Offset > offset) is var index and >= 0 ? index : _places.Count, place);
            return place;
        }
    }

    internal void Lengthen(RangePlace place, long pages)
    {
        lock (_gate)
        {
            // More than the mapping's own already, where an earlier growth could not give it back.
            if (pages > place.Length)
            {
                RequireOpen();
                RequireFree(place.Path, place.End, pages - place.Length);
                SetApart(place.Path, new AddressArea(place.Address + (nint)place.Length, pages - place.Length));
                place.Pages = pages;
            }
        }
    }

    /// <summary>What lies behind <paramref name="kept"/> bytes of a place is inaccessible again, and free.</summary>
    internal void Shorten(RangePlace place, long kept)
    {
        lock (_gate)
        {
            place.Pages = kept;
            Remove(place);
        }
    }

    internal void Lose(RangePlace place, long kept)
    {
        lock (_gate)
        {
            _places.Insert(_places.IndexOf(place) + 1, new RangePlace(this, place.Path, place.Offset + kept, place.Length - kept, RangePlaceState.Lost));
            place.Pages = kept;
            Remove(place);
        }
    }

    internal void Retire(RangePlace place)
    {
        lock (_gate)
        {
            place.State = RangePlaceState.Retired;
            GiveUpIfOver();
        }
    }

    /// <summary>Frees the places of disposed mappings that lie within a part whole.</summary>
    internal void Reclaim(long offset, long length)
    {
        lock (_gate)
        {
            RequireOpen();
            _places.RemoveAll(place => place.State == RangePlaceState.Retired && place.Offset >= offset && place.End - offset <= length);
        }
    }

    /// <summary>Makes the range longer or shorter at its end.</summary>
    /// <exception cref="DaxException">The addresses behind are somebody else's, or something is mapped in what would go.</exception>
    internal void Resize(long length)
    {
        lock (_gate)
        {
            RequireOpen();
            if (_places.FindLast(place => place.End > length && place.State != RangePlaceState.Retired) is { } inTheWay)
            {
                throw RangeRefusal.InTheWay(inTheWay, length);
            }

            // Where a span of a disposed mapping may reach, the addresses stay ours.
            long kept = _places.Count == 0 ? length : Math.Max(length, _places[^1].End);
            int errno = kept < _addresses.Length ? _addresses.Shorten(kept) : _addresses.Lengthen(kept);
            if (errno != 0)
            {
                throw RangeRefusal.NotResized(errno, _length, length);
            }

            Volatile.Write(ref _length, length);
        }
    }

    /// <summary>Takes no more mappings. The addresses go with the last that is there.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                GiveUpIfOver();
            }
        }
    }

    // A range with a place that may be somebody else's is never given back: addresses are all that is lost.
    private void GiveUpIfOver()
    {
        if (!_isClosed || _places.Exists(place => place.State != RangePlaceState.Retired))
        {
            return;
        }

        if (_places.Count != 0 || _addresses.Release() != 0)
        {
            ReservedAddressSpace.Hold(_addresses, mark: this);
        }
    }

    private void Remove(RangePlace place)
    {
        if (place.Length == 0)
        {
            _places.Remove(place);
            GiveUpIfOver();
        }
    }

    private void RequireOpen()
    {
        if (_isClosed)
        {
            throw new ObjectDisposedException("AddressRange", "The range of addresses is disposed.");
        }
    }

    private void RequireFree(string path, long offset, long pages)
    {
        if (offset > _length || pages > _length - offset)
        {
            throw RangeRefusal.BeyondTheEnd(path, offset, pages, _length);
        }

        if (_places.Find(place => place.Offset < offset + pages && offset < place.End) is { } other)
        {
            throw RangeRefusal.NotFree(path, offset, pages, other);
        }
    }

    private static void SetApart(string path, AddressArea area)
    {
        int errno = ReservedAddressSpace.WithRoom(area.SetApart);
        KernelErrors.Require("mprotect", errno, path, length: area.Length);
    }
}
