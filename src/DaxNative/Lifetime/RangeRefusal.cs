using System.Globalization;

namespace DaxNative;

/// <summary>Why a place in a range of addresses cannot be had, and what to do. All of it is known before anything changes.</summary>
internal static class RangeRefusal
{
    internal static DaxException Misaligned(string path, long offset, long length, long align, nint address)
    {
        long before = offset - (address + offset) % align;
        string remedy = (before < 0 ? $"Use the offset {before + align}." : $"Use the offset {before} or {before + align}.")
            + (address % align == 0 ? "" : $" A range that is reserved with an alignment of {align} takes it at multiples of that.");
        return Refused(DaxError.Misaligned, path, length, $"At offset {offset} of the range the address is no multiple of {align} bytes, which the mapping needs.", remedy);
    }

    internal static DaxException BeyondTheEnd(string path, long offset, long length, long rangeLength) => Refused(
        DaxError.OutOfRange,
        path,
        length,
        $"The range of addresses has {rangeLength} bytes, and {length} at offset {offset} do not fit.",
        "Map less, choose a lower offset, or reserve more: a range can become longer (Resize) only where nobody has the addresses behind it.");

    internal static DaxException NotFree(string path, long offset, long length, RangePlace other)
    {
        string remedy = other.State switch
        {
            RangePlaceState.Taken => "Choose addresses that are free, or dispose of that mapping first; one that is disposed keeps its place while memory of it is pinned.",
            RangePlaceState.Retired => "Choose other addresses; or, once nothing refers to the disposed mapping's memory any more, Reclaim its place.",
            _ => "Choose other addresses.",
        };
        return Refused(DaxError.AddressesInUse, path, length, $"{length} bytes at offset {offset} of the range are not free: {WhatIs(other)}.", remedy);
    }

    internal static DaxException InTheWay(RangePlace place, long length) => Refused(
        DaxError.AddressesInUse,
        place.Path,
        length,
        $"The range cannot end at {length}: {WhatIs(place)}.",
        "Dispose of that mapping first, or keep more of the range.");

    internal static DaxException NotResized(int errno, long before, long length) => KernelErrors.Failed(
        (errno == Errno.EEXIST
            ? new DaxFailure(DaxError.AddressesInUse, "mmap", $"The addresses behind the range's {before} bytes are somebody else's.", "Reserve as much as will ever be needed at first: addresses without memory cost nothing.")
            : new DaxFailure(DaxError.System, "mmap", "The kernel does not resize the range: the address space or the limit on areas is exhausted.", "Raise vm.max_map_count or the process's address-space limit (ulimit -v)."))
        with
        {
            Length = length,
            Errno = errno,
        });

    private static string WhatIs(RangePlace place)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"from {place.Offset} to {place.End}");
        return place.State switch
        {
            RangePlaceState.Taken => $"{place.Path} is mapped {at}",
            RangePlaceState.Retired => $"{place.Path} was mapped {at}, and a span that somebody kept would reach what is mapped there next",
            _ => $"the kernel lost the addresses {at}",
        };
    }

    private static DaxException Refused(DaxError error, string path, long length, string problem, string remedy) =>
        new DaxFailure(error, "mmap", problem, remedy) { Path = path, Length = length, IsPredicted = true }.ToException();
}
