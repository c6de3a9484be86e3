namespace DaxNative;

/// <summary>Asks the kernel's own account of a mapping (smaps) whether it is what was asked for.</summary>
internal static class MappingVerifier
{
    internal static void VerifyIfAsked(LinuxRoot root, AddressArea range, MappingDescription description, MappingOptions options)
    {
        if (options.Verify)
        {
            Verify(root, range.Address, range.Length, description);
        }
    }

    /// <exception cref="DaxException"><see cref="DaxError.VerificationFailed"/>: smaps disagrees.</exception>
    internal static void Verify(LinuxRoot root, nint address, long length, MappingDescription description)
    {
        nuint next = (nuint)address;
        foreach (SmapsEntry entry in SmapsReader.Covering(root, (nuint)address, (nuint)length))
        {
            if (entry.Start > next)
            {
                break;
            }

            Require(description, Disagreement(entry, description));
            next = entry.End;
        }

        Require(description, next < (nuint)address + (nuint)length ? "smaps shows a hole in the mapped range" : null);
    }

    private static string? Disagreement(SmapsEntry entry, DurabilityGuarantee guarantee) =>
        guarantee.IsMapSync && entry.VmFlags.NotSyncBecause is { } because
            ? $"MAP_SYNC was granted, but of {entry.Start:x}-{entry.End:x} smaps says: {because}"
            : null;

    private static string? Disagreement(SmapsEntry entry, MappingDescription description) =>
        description.IsReadOnly && entry.Permissions.Contains('w', StringComparison.Ordinal)
            ? "the mapping is read-only, but smaps shows it writable"
            : Disagreement(entry, description.Guarantee);

    private static void Require(MappingDescription description, string? disagreement)
    {
        if (disagreement is not null)
        {
            throw new DaxFailure(DaxError.VerificationFailed, "smaps", $"The kernel's account disagrees: {disagreement}.", "Do not rely on this mapping; report it with the contents of /proc/self/smaps.")
            {
                Path = description.Path,
                Offset = description.Offset,
                Length = description.Length,
            }.ToException();
        }
    }
}
