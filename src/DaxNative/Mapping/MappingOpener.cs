namespace DaxNative;

/// <summary>
/// The steps from a path to a mapping. In this order, because each may refuse: what it is, may it be used, map it, what
/// does that guarantee, and only then grow the file, which can take long and cannot be asked of a refused one.
/// </summary>
internal static class MappingOpener
{
    internal static PersistentMapping Open(LinuxRoot root, string path, MappingOptions options)
    {
        Platform.RequireLinux();
        options.Validate();
        var forced = ForcedGranularity.From(options.ForceGranularity, Environment.GetEnvironmentVariable(ForcedGranularity.Variable));
        FlushInstruction instruction = FlushChoice.Choose(options.FlushInstruction, Environment.GetEnvironmentVariable(FlushChoice.Variable));
        var stores = StoreChoice.From(options);

        MappingSource source = MappingSource.Open(root, path, options);
        try
        {
            return Map(source, options, forced, instruction, stores);
        }
        catch
        {
            source.Abandon();
            throw;
        }
    }

    private static PersistentMapping Map(MappingSource source, MappingOptions options, ForcedGranularity? forced, FlushInstruction instruction, StoreChoice stores)
    {
        long length = source.LengthOf(options);
        NegotiationFacts facts = source.Facts(options, forced, instruction);
        Admission.Check(facts, options);

        long alignment = AddressReservation.AlignmentFor(length, source.Align);
        var reservation = AddressReservation.Create(source.Path, options.Offset, length, alignment);

        // Not released where this fails: the addresses may be somebody else's by then. Were they still ours, addresses are all
        // that is lost.
        facts = source.Map(reservation.Address, length, facts, options);

        try
        {
            DurabilityGuarantee guarantee = Negotiation.Decide(facts, options);
            FlushCode? code = guarantee.Granularity == StoreGranularity.CacheLine ? FlushCode.For(guarantee.Instruction) : null;
            if (guarantee.Granularity != StoreGranularity.Page)
            {
                Drain.Prepare();
            }

            source.Grow(length, options);
            MappingAdvice.Apply(source.Path, reservation, length, options);

            var description = new MappingDescription(source.Path, options.Offset, length, guarantee, options.Access == MappingAccess.Read);
            MappingVerifier.VerifyIfAsked(source.Root, reservation, description, options);
            return new PersistentMapping(
                description,
                new KernelMemory(source.Path, reservation, source.Detach(options)),
                source.ColdPath(reservation.Address, facts.Backing, options),
                HotPathOf(guarantee.Granularity),
                code)
            {
                Stores = stores,
            };
        }
        catch
        {
            // Nobody has seen an address of it.
            _ = reservation.Release();
            throw;
        }
    }

    private static HotPath HotPathOf(StoreGranularity granularity) => granularity switch
    {
        StoreGranularity.CacheLine => HotPath.CacheLine,
        StoreGranularity.Byte => HotPath.Byte,
        _ => HotPath.None,
    };
}
