using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Makes a mapping longer in its place, by the steps of an opening: facts and decision, addresses, the file, the mapping. It keeps the
/// file open, so that what it adds is of the same file whatever its name leads to by then; and, being of the same open file, the kernel
/// makes one area of the parts.
/// </summary>
internal sealed class MappingGrowth(
    LinuxRoot root, MappingRequest request, DurabilityGuarantee guarantee, RangePlace place, SafeFileHandle file, Func<MappingRequest, SafeFileHandle, MappingTarget> again)
    : IDisposable
{
    /// <summary>Held by who grows the mapping.</summary>
    internal Lock Gate { get; } = new();

    internal RangePlace Place => place;

    private MappingOptions Options => request.Options;

    /// <exception cref="DaxException">The process has no descriptor left.</exception>
    internal static SafeFileHandle Duplicate(SafeFileHandle file, string path) =>
        PosixFile.TryDuplicate(file, out int errno) ?? throw KernelErrors.Failed("fcntl", errno, path);

    /// <summary>Makes the file as long, where it is one that may grow, and maps what lies behind.</summary>
    /// <param name="mapped">How long the mapping is, in bytes.</param>
    /// <param name="length">How long it shall be; more than that.</param>
    /// <exception cref="DaxException">Something refuses it. The mapping is as it was; the file stays as long as it has become.</exception>
    internal void Extend(long mapped, long length)
    {
        // The mapping's last page is there whole. Where that has the room, the file alone becomes longer.
        long kept = AddressArea.RoundUp(mapped);
        long start = length > kept ? kept : kept - Environment.SystemPageSize;
        MappingRequest part = PartFrom(start, length);
        using MappingTarget target = again(part, Duplicate(file, place.Path));
        RequireSameGuarantee(MappingOpener.GuaranteeOf(target, part), part.Options);
        if (start != kept)
        {
            _ = target.TrySettle();
            return;
        }

        place.Lengthen(AddressArea.RoundUp(length));
        try
        {
            _ = target.TrySettle();
        }
        catch
        {
            _ = place.Release(kept);
            throw;
        }

        Map(target, kept, part.Options);
    }

    public void Dispose() => file.Dispose();

    private MappingRequest PartFrom(long start, long length) => request with
    {
        Options = Options with
        {
            // Asked to grow, it grows the file, whatever it was opened with; but only what may be written.
            Mode = Options.Access == MappingAccess.ReadWrite ? FileMode.OpenOrCreate : FileMode.Open,
            Offset = Options.Offset + start,
            Length = length - start,
            Lock = false,
            IsLockedByCaller = Options.Lock || Options.IsLockedByCaller,
        },
    };

    private void Map(MappingTarget target, long kept, MappingOptions options)
    {
        var added = new AddressArea(place.Address + (nint)kept, AddressArea.RoundUp(target.Length));
        try
        {
            target.Map(added.Address);
        }
        catch
        {
            place.Abandon(kept);
            throw;
        }

        try
        {
            MappingAdvice.Apply(target.Path, added, target.Length, options);
            MappingVerifier.VerifyIfAsked(root, added, new MappingDescription(target.Path, options.Offset, target.Length, guarantee, options.Access == MappingAccess.Read), options);
        }
        catch
        {
            // Nobody has seen an address of it.
            _ = place.Release(kept);
            throw;
        }
    }

    // Who asked the mapping what it guarantees has acted upon the answer.
    private void RequireSameGuarantee(DurabilityGuarantee now, MappingOptions options)
    {
        if (now with { Reason = guarantee.Reason } != guarantee)
        {
            throw new DaxFailure(
                now.Granularity == guarantee.Granularity ? DaxError.EvidenceNotAvailable : DaxError.GranularityNotAvailable,
                "mmap",
                $"What would be added has another guarantee than the mapping: {now}, where the mapping has {guarantee}.",
                "Open the file anew, and look at the guarantee that it has now; what was mapped before is as it was.")
            {
                Path = place.Path,
                Offset = options.Offset,
                Length = options.Length,
                IsPredicted = true,
            }.ToException();
        }
    }
}
