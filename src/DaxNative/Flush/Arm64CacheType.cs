namespace DaxNative;

/// <summary>
/// CTR_EL0, the cache type register (Arm ARM, D24.2, CTR_EL0). EL0 may read it on Linux; where the CPUs of a machine
/// differ the kernel traps the read and answers with the values that are safe on all of them.
/// </summary>
/// <param name="Value">The register.</param>
internal readonly record struct Arm64CacheType(ulong Value)
{
    /// <summary>
    /// DminLine, bits 19:16: log2 of the words of 4 bytes in the smallest line of any data cache. In bytes. It is the step
    /// that the manual wants for a loop over lines (D7.5.9.16): a larger one would leave lines out.
    /// </summary>
    internal int LineSize => 4 << (int)((Value >> 16) & 0xf);

    /// <summary>Of this machine.</summary>
    /// <exception cref="DaxException">The process may not map the code that reads it.</exception>
    internal static unsafe Arm64CacheType Read()
    {
        byte[] page = new byte[Environment.SystemPageSize];
        Arm64StubEncoder.EncodeReadCacheType().CopyTo(page, 0);
        nint address = CodePage.Map(page);

        // SAFETY: a complete stub in a page of its own that nobody else knows; it is given back once the call is over.
        ulong value = ((delegate* unmanaged<ulong>)address)();
        _ = Libc.Munmap(address, (nuint)page.Length);
        return new Arm64CacheType(value);
    }
}
