using Xunit;

namespace DaxNative.Tests;

/// <summary>Compares every fact that ndctl and daxctl report with what daxnative doctor reports.</summary>
internal static class NdctlAgreement
{
    /// <summary>All that ndctl and daxctl report and daxnative doctor does not. A new key of theirs fails the test until it is here.</summary>
    private static readonly Dictionary<(string Noun, string Key), string> s_notReported = new()
    {
        [("region", "capabilities")] = "what the kernel could make, not what there is",
        [("region", "badblocks")] = "which sectors are bad; the count is reported",
        [("namespace", "badblocks")] = "which sectors are bad; the count is reported",
        [("namespace", "raw_uuid")] = "the label's identity beneath that of the holder, which is reported",
        [("dax device", "online_memblocks")] = "a device in system-ram mode cannot be mapped",
        [("dax device", "total_memblocks")] = "a device in system-ram mode cannot be mapped",
        [("dax device", "movable")] = "a device in system-ram mode cannot be mapped",
        [("dax region of", "path")] = "reported with /sys/devices before it and dax_region behind it",
    };

    /// <summary>What must have been compared, so that a machine without it proves nothing.</summary>
    private static readonly (string Noun, string Key)[] s_demanded =
    [
        ("dimm", "id"),
        ("region", "size"), ("region", "align"), ("region", "numa_node"), ("region", "target_node"), ("region", "persistence_domain"),
        ("mapping", "dimm"), ("mapping", "length"),
        ("namespace", "mode"), ("namespace", "map"), ("namespace", "size"), ("namespace", "uuid"), ("namespace", "align"),
        ("namespace", "blockdev"), ("namespace", "badblock_count"), ("namespace", "region"),
        ("dax region of", "id"), ("dax region of", "size"), ("dax region of", "align"),
        ("dax device", "chardev"), ("dax device", "size"), ("dax device", "align"), ("dax device", "mode"), ("dax device", "target_node"),
    ];

    /// <returns>How many facts agree.</returns>
    internal static int Check(ToolFacts theirs, ToolFacts ours)
    {
        Assert.Multiple(
            [.. ((string[])["dimm", "region", "namespace", "dax device"]).Select<string, Action>(noun =>
                () => Assert.Equal(theirs.Names(noun).Order(), ours.Names(noun).Order()))]);

        List<string> disagreements = [];
        var compared = new HashSet<(string Noun, string Key)>();
        int agreed = 0;
        foreach ((string Noun, string Name, string Key) fact in theirs.Keys)
        {
            if (s_notReported.ContainsKey((fact.Noun, fact.Key)))
            {
                continue;
            }

            if (theirs[fact] == ours[fact] || IsNdctlsDefault(fact, theirs, ours))
            {
                agreed++;
                compared.Add((fact.Noun, fact.Key));
            }
            else
            {
                disagreements.Add($"{fact.Noun} {fact.Name}, {fact.Key}: theirs {theirs[fact]}, ours {ours[fact] ?? "not reported"}");
            }
        }

        // They say nothing of no bad blocks. Where a namespace has a header, ndctl counts the region's list and we the block device's: a
        // test can put a sector into the second alone, and none can take it out again.
        disagreements.AddRange(ours.Keys
            .Where(fact => fact.Key == "badblock_count" && ours[fact] != "0" && theirs[fact] is null && ours[(fact.Noun, fact.Name, "mode")] is not ("fsdax" or "devdax"))
            .Select(fact => $"{fact.Noun} {fact.Name}: ours has {ours[fact]} bad sectors, theirs none"));
        Offenders.None(disagreements);
        Offenders.None(s_demanded.Except(compared).Select(missing => $"nothing here has {missing.Noun} {missing.Key}"));
        return agreed;
    }

    // Without labels the kernel has no such attribute: ndctl prints a default of its own, we say that it is not known.
    private static bool IsNdctlsDefault((string Noun, string Name, string Key) fact, ToolFacts theirs, ToolFacts ours) =>
        ours[fact] is null && (fact.Noun, fact.Key, theirs[fact]) is (("region", "available_size" or "max_available_extent", "0") or ("namespace", "sector_size", "512"));
}
