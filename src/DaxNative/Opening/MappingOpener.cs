namespace DaxNative;

/// <summary>
/// The steps from a path to a mapping, in one direction: what it is, what it guarantees, addresses, the file as the mapping
/// needs it, the mapping. In this order, because each may refuse, and what changes something comes after everything that
/// can be refused before.
/// </summary>
internal static class MappingOpener
{
    // How often a file may be created or removed between two of our calls.
    private const int Attempts = 10;

    /// <param name="root">The kernel's tree.</param>
    /// <param name="path">Of the file or device.</param>
    /// <param name="options">As the caller gave them.</param>
    /// <param name="spot">Where in a range of addresses; null for addresses of its own.</param>
    /// <exception cref="DaxException">It is refused; each is counted here.</exception>
    internal static OpenedMemory Open(LinuxRoot root, string path, MappingOptions options, RangeSpot? spot = null)
    {
        try
        {
            return TryRepeatedly(root, path, options, spot);
        }
        catch (DaxException refusal)
        {
            DaxNativeMeter.Refused(refusal);
            throw;
        }
    }

    private static OpenedMemory TryRepeatedly(LinuxRoot root, string path, MappingOptions options, RangeSpot? spot)
    {
        Platform.RequireLinux();
        var request = MappingRequest.From(options);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            using MappingTarget? target = MappingTarget.Find(root, path, request);
            if (target is not null && TryOpen(root, target, request, spot) is { } opened)
            {
                return opened;
            }
        }

        throw KernelErrors.Failed("open", Errno.EEXIST, path);
    }

    /// <summary>What is guaranteed for a mapping of the target, whether it is opened or grows.</summary>
    /// <exception cref="DaxException">The memory is not what was asked for.</exception>
    internal static DurabilityGuarantee GuaranteeOf(MappingTarget target, MappingRequest request) =>
        GuaranteeTable.Decide(target.Facts, request.Requirements).Require(request.Options.Offset, target.Length);

    // Null where somebody else created the file first.
    private static OpenedMemory? TryOpen(LinuxRoot root, MappingTarget target, MappingRequest request, RangeSpot? spot)
    {
        MappingOptions options = request.Options;
        DurabilityGuarantee guarantee = GuaranteeOf(target, request);
        FlushCode? code = guarantee.Granularity == StoreGranularity.CacheLine ? FlushCode.For(guarantee.Instruction) : null;
        if (guarantee.Granularity != StoreGranularity.Page)
        {
            StoreFence.Prepare();
        }

        if (Map(target, options, spot) is not { } place)
        {
            return null;
        }

        MappingGrowth? growth = null;
        try
        {
            MappingAdvice.Apply(target.Path, place.Area, target.Length, options);
            var description = new MappingDescription(target.Path, options.Offset, target.Length, guarantee, options.Access == MappingAccess.Read);
            MappingVerifier.VerifyIfAsked(root, place.Area, description, options);
            growth = place is RangePlace inRange ? target.GrowthAt(root, inRange, guarantee) : null;
            return new OpenedMemory(
                description,
                new KernelMemory(target.Path, place, target.HandOver(), growth),
                target.WriteBack(place.Address),
                InlinePathOf(guarantee.Granularity),
                code,
                request.Stores,
                growth);
        }
        catch
        {
            // Nobody has seen an address of it. What led here is thrown; a range that stays mapped harms nobody.
            _ = place.Release();
            growth?.Dispose();
            throw;
        }
    }

    private static MappingPlace? Map(MappingTarget target, MappingOptions options, RangeSpot? spot)
    {
        MappingPlace place = spot is null
            ? AddressReservation.Create(target.Path, options.Offset, target.Length, AddressReservation.AlignmentFor(target.Length, target.Align))
            : spot.Range.Take(target.Path, spot.Offset, target.Length, target.Align);
        bool isSettled = false;
        try
        {
            isSettled = target.TrySettle();
        }
        finally
        {
            if (!isSettled)
            {
                _ = place.Release();
            }
        }

        if (!isSettled)
        {
            return null;
        }

        try
        {
            target.Map(place.Address);
        }
        catch
        {
            place.Abandon();
            throw;
        }

        return place;
    }

    private static InlinePath InlinePathOf(StoreGranularity granularity) => granularity switch
    {
        StoreGranularity.CacheLine => InlinePath.CacheLine,
        StoreGranularity.Byte => InlinePath.Byte,
        _ => InlinePath.None,
    };
}
