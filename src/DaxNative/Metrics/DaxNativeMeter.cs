using System.Diagnostics.Metrics;
using System.Text.Json;

namespace DaxNative;

/// <summary>
/// The library's meter, and the instruments that are told of what happens. Those that are read when somebody asks are made where
/// what they read is. Where nobody listens, telling one costs a look at a field.
/// </summary>
internal static class DaxNativeMeter
{
    /// <summary>The meter's name.</summary>
    internal const string Name = "DaxNative";

    private static readonly object s_true = true;
    private static readonly object s_false = false;

    // Before its instruments: fields are set in the order in which they stand here.
    internal static Meter Meter { get; } = new(Name);

    internal static CallInstruments Msync { get; } = new(Meter, "daxnative.msync", "msync of a mapping");

    internal static CallInstruments DeepFlush { get; } = new(Meter, "daxnative.deep_flush", "Deep flushes");

    private static readonly Counter<long> s_refusals = Meter.CreateCounter<long>("daxnative.open.refusals", "{refusal}", "Mappings that were not opened.");

    private static readonly Counter<long> s_badBlocks = Meter.CreateCounter<long>("daxnative.bad_blocks.found", "By", "Bytes on bad media in the answers to queries, the same bytes anew in each answer.");

    private static readonly Counter<long> s_repairs = Meter.CreateCounter<long>("daxnative.bad_blocks.repairs", "{repair}", "Repairs of bad ranges of files.");

    /// <summary>A mapping was not opened.</summary>
    internal static void Refused(DaxException refusal)
    {
        if (s_refusals.Enabled)
        {
            s_refusals.Add(1, new("error", ValueOf(refusal.Error)), new("predicted", refusal.IsPredicted ? s_true : s_false));
        }
    }

    /// <summary>A query found bad media.</summary>
    internal static void FoundBad(long bytes)
    {
        if (bytes != 0)
        {
            s_badBlocks.Add(bytes);
        }
    }

    /// <summary>A repair ended.</summary>
    internal static void Repaired(bool isOk) => s_repairs.Add(1, Outcome(isOk));

    internal static KeyValuePair<string, object?> Outcome(bool isOk) => new("outcome", isOk ? "ok" : "failed");

    /// <summary>How an enumeration's member is written as the value of a tag: <c>cache_line</c>.</summary>
    internal static string ValueOf<T>(T member)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());
}
