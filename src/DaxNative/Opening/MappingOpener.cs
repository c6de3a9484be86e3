namespace DaxNative;

/// <summary>
/// The steps from a path to a mapping. In this order, because each may refuse: what it is, may it be used, map it, what
/// does that guarantee, and only then grow the file, which can take long and cannot be asked of a refused one.
/// </summary>
internal static class MappingOpener
{
    internal static OpenedMemory Open(LinuxRoot root, string path, MappingOptions options)
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

    private static OpenedMemory Map(MappingSource source, MappingOptions options, ForcedGranularity? forced, FlushInstruction instruction, StoreChoice stores)
    {
        long length = source.LengthOf(options);
        MemoryFacts facts = source.Facts(options, forced, instruction);
        Admission.Check(facts, options);

        long alignment = AddressReservation.AlignmentFor(length, source.Align);
        var reservation = AddressReservation.Create(source.Path, options.Offset, length, alignment);

        // Not released where this fails: the addresses may be somebody else's by then. Were they still ours, addresses are all
        // that is lost.
        facts = source.Map(reservation.Address, length, facts, options);

        try
        {
            DurabilityGuarantee guarantee = GuaranteeTable.Decide(facts, options);
            FlushCode? code = guarantee.Granularity == StoreGranularity.CacheLine ? FlushCode.For(guarantee.Instruction) : null;
            if (guarantee.Granularity != StoreGranularity.Page)
            {
                StoreFence.Prepare();
            }

            source.Grow(length, options);
            MappingAdvice.Apply(source.Path, reservation, length, options);

            var description = new MappingDescription(source.Path, options.Offset, length, guarantee, options.Access == MappingAccess.Read);
            MappingVerifier.VerifyIfAsked(source.Root, reservation, description, options);
            return new OpenedMemory(
                description,
                new KernelMemory(source.Path, reservation, source.Detach(options)),
                source.WriteBack(reservation.Address, facts.Backing, options),
                InlinePathOf(guarantee.Granularity),
                code,
                stores);
        }
        catch
        {
            // Nobody has seen an address of it.
            _ = reservation.Release();
            throw;
        }
    }

    private static InlinePath InlinePathOf(StoreGranularity granularity) => granularity switch
    {
        StoreGranularity.CacheLine => InlinePath.CacheLine,
        StoreGranularity.Byte => InlinePath.Byte,
        _ => InlinePath.None,
    };
}
