namespace DaxNative.Testing;

/// <summary>What the library writes back with, into the simulation: everything that a mapping does goes to whoever listens at the moment.</summary>
internal sealed class SimulatedDomain(StoreGranularity granularity, int length) : WriteBack
{
    /// <summary>Who listens; null while nobody wants to know, which costs nothing.</summary>
    internal IDomainListener? Listener { get; set; }

    /// <summary>Where the memory may have been stored to.</summary>
    internal TouchedLines Touched { get; } = new(length);

    internal override bool WatchesHandOuts => true;

    /// <summary>Called when something was stored and before each drain, and may throw: as when its process is killed there. Null for nothing.</summary>
    internal Action? Interrupt { get; set; }

    // As the file's: a batch of ranges is one msync.
    internal override bool MergesRanges => granularity == StoreGranularity.Page;

    internal override void HandedOut(long offset, long length, bool isKept)
    {
        Touched.HandOut(offset, length, isKept);
        Listener?.Reached();
    }

    internal override void Reading() => Listener?.Reached();

    internal override void Stored(long offset, long length, StoreOptions options)
    {
        Touched.Store(offset, length);
        if (Interrupt is { } interrupt)
        {
            // The store is there and nobody hears of it where this throws: then a comparison must find it.
            Touched.HandOut(offset, length, isKept: false);
            interrupt();
        }

        Listener?.Stored(offset, length, options);
    }

    internal override void Flush(long offset, long length)
    {
        if (length != 0)
        {
            Listener?.Flush(offset, length);
        }
    }

    internal override void Drain()
    {
        Interrupt?.Invoke();
        Listener?.Drain();
    }

    internal override void DeepFlush(long offset, long length)
    {
        Flush(offset, length);
        Drain();
    }

    /// <summary>Makes a mapping of ordinary memory that ends here.</summary>
    internal static PersistentMapping Map(int length, StoreGranularity granularity, out SimulatedDomain domain)
    {
        if (!Enum.IsDefined(granularity))
        {
            throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "There is no such granularity.");
        }

        int unit = granularity == StoreGranularity.Page ? Lines.PageSize : Lines.LineSize;
        if (length <= 0 || length % unit != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Simulated memory of {granularity} granularity has a multiple of {unit} bytes.");
        }

        domain = new SimulatedDomain(granularity, length);
        var guarantee = new DurabilityGuarantee(granularity, DurabilityEvidence.Volatile, FlushInstruction.None, false, PersistenceDomain.Unknown, "simulated memory");
        var description = new MappingDescription("simulated memory", 0, length, guarantee, IsReadOnly: false);
        return new PersistentMapping(description, new HeapMemory(length), domain, InlinePath.None, code: null);
    }
}
