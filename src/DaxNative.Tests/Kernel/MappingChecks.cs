using Xunit;

namespace DaxNative.Tests;

/// <summary>What every mapping of the tests on real memory is put through.</summary>
internal static class MappingChecks
{
    /// <summary>Opens for writing, or for reading, with the kernel's own account checked where that walks no 1 GiB entry.</summary>
    internal static PersistentMapping Open(string path, MappingAccess access, long align = 4096, MappingOptions? options = null) =>
        PersistentMapping.Open(path, (options ?? new MappingOptions()) with { Access = access, Verify = align < 1L << 30 });

    /// <summary>Stores through a span, persists, disposes, opens again: the bytes are there.</summary>
    internal static void KeepsWhatWasPersisted(string path, long align = 4096, MappingOptions? options = null)
    {
        byte[] text = Guid.NewGuid().ToByteArray();
        long offset;
        using (PersistentMapping map = Open(path, MappingAccess.ReadWrite, align, options))
        {
            offset = map.Length - 4096 - 100;
            text.CopyTo(map.AsSpan(offset, text.Length));
            map.Persist(offset, text.Length);
        }

        using PersistentMapping again = Open(path, MappingAccess.Read, align, options);
        Assert.Equal(text, again.AsReadOnlySpan(offset, text.Length).ToArray());
    }

    /// <summary>A read-only mapping gives what is there, and no way to store.</summary>
    internal static void IsReadOnly(PersistentMapping map)
    {
        Assert.True(map.IsReadOnly);
        Assert.Equal(64, map.AsReadOnlySpan(0, 64).Length);
        DaxException refusal = Assert.Throws<DaxException>(() => map.AsSpan(0, 64).Length);
        Assert.Equal(DaxError.ReadOnly, refusal.Error);
    }

    internal static void Is(PersistentMapping map, StoreGranularity granularity, DurabilityEvidence evidence)
    {
        Assert.Equal((granularity, evidence), (map.Granularity, map.Guarantee.Evidence));
        Assert.Equal(granularity == StoreGranularity.CacheLine ? CpuFlush.Best : FlushInstruction.None, map.Guarantee.Instruction);
        Assert.NotEmpty(map.Guarantee.Reason);
    }

    /// <summary>The flags of the very mapping, in the kernel's own words. Never ask for a mapping of align 1 GiB.</summary>
    internal static SmapsEntry Smaps(PersistentMapping map)
    {
        SmapsEntry entry = Assert.Single(SmapsReader.Covering(LinuxRoot.Running, (nuint)map.Address, (nuint)map.Length));
        Assert.Equal(((nuint)map.Address, (nuint)(map.Address + map.Length)), (entry.Start, entry.End));
        return entry;
    }
}
