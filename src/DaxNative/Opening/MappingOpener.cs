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

    /// <exception cref="DaxException">It is refused; each is counted here.</exception>
    internal static OpenedMemory Open(LinuxRoot root, string path, MappingOptions options)
    {
        try
        {
            return TryRepeatedly(root, path, options);
        }
        catch (DaxException refusal)
        {
            DaxNativeMeter.Refused(refusal);
            throw;
        }
    }

    private static OpenedMemory TryRepeatedly(LinuxRoot root, string path, MappingOptions options)
    {
        Platform.RequireLinux();
        var request = MappingRequest.From(options);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            using MappingTarget? target = MappingTarget.Find(root, path, request);
            if (target is not null && TryOpen(root, target, request) is { } opened)
            {
                return opened;
            }
        }

        throw KernelErrors.Failed("open", Errno.EEXIST, path);
    }

    // Null where somebody else created the file first.
    private static OpenedMemory? TryOpen(LinuxRoot root, MappingTarget target, MappingRequest request)
    {
        MappingOptions options = request.Options;
        DurabilityGuarantee guarantee = GuaranteeTable.Decide(target.Facts, request.Requirements).Require(options.Offset, target.Length);
        FlushCode? code = guarantee.Granularity == StoreGranularity.CacheLine ? FlushCode.For(guarantee.Instruction) : null;
        if (guarantee.Granularity != StoreGranularity.Page)
        {
            StoreFence.Prepare();
        }

        if (Map(target, options) is not { } reservation)
        {
            return null;
        }

        try
        {
            MappingAdvice.Apply(target.Path, reservation, target.Length, options);
            var description = new MappingDescription(target.Path, options.Offset, target.Length, guarantee, options.Access == MappingAccess.Read);
            MappingVerifier.VerifyIfAsked(root, reservation, description, options);
            return new OpenedMemory(
                description,
                new KernelMemory(target.Path, reservation, target.HandOver()),
                target.WriteBack(reservation.Address),
                InlinePathOf(guarantee.Granularity),
                code,
                request.Stores);
        }
        catch
        {
            // Nobody has seen an address of it. What led here is thrown; a range that stays mapped harms nobody.
            _ = reservation.Release();
            throw;
        }
    }

    private static AddressReservation? Map(MappingTarget target, MappingOptions options)
    {
        long alignment = AddressReservation.AlignmentFor(target.Length, target.Align);
        var reservation = AddressReservation.Create(target.Path, options.Offset, target.Length, alignment);
        bool isSettled = false;
        try
        {
            isSettled = target.TrySettle();
        }
        finally
        {
            if (!isSettled)
            {
                _ = reservation.Release();
            }
        }

        if (!isSettled)
        {
            return null;
        }

        // Not released where this fails: the addresses may be somebody else's by then. Were they still ours, addresses are all
        // that is lost.
        target.Map(reservation.Address);
        return reservation;
    }

    private static InlinePath InlinePathOf(StoreGranularity granularity) => granularity switch
    {
        StoreGranularity.CacheLine => InlinePath.CacheLine,
        StoreGranularity.Byte => InlinePath.Byte,
        _ => InlinePath.None,
    };
}
