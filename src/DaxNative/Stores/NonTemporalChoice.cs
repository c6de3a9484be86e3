using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>Which stores go past the caches: from the option's length on, else the environment's, else as measured.</summary>
internal readonly struct NonTemporalChoice
{
    internal const string Variable = "DAXNATIVE_NON_TEMPORAL_THRESHOLD";

    // Zero, so that the default value is the measured choice: 0 bytes and 1 byte mean the same.
    private const long Measured = 0;

    private readonly long _threshold;

    private NonTemporalChoice(long threshold) => _threshold = Math.Max(threshold, 1);

    /// <summary>
    /// Whether this CPU is fast at parts of lines that are stored past the caches, unit by unit. AMD's are (EPYC 9004: 8 to
    /// 56 bytes in 0.6 to 0.9 of the time of a store and a CLWB, because the line need not be fetched first). Not measured
    /// elsewhere, so there they go through the cache.
    /// </summary>
    internal static bool PartsOfLines { get; } = IsAmd();

    /// <exception cref="DaxException">The environment variable is no number of bytes: a wish is never ignored.</exception>
    internal static NonTemporalChoice Choose(long? option, string? environment)
    {
        if (option is { } threshold)
        {
            return new NonTemporalChoice(threshold);
        }

        return string.IsNullOrEmpty(environment) ? default : new NonTemporalChoice(Parse(environment));
    }

    /// <summary>Whether a range is stored past the caches when the caller does not say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Takes(nuint address, nuint length) =>
        _threshold == Measured ? IsFasterPastTheCaches(address, length, PartsOfLines) : length >= (nuint)_threshold;

    /// <summary>Whether whole lines are: as measured, always.</summary>
    internal bool TakesLines(nuint length) => length >= (nuint)_threshold;

    /// <summary>
    /// As measured. The fetch and the write-back of the lines at odd ends take as long as those of some 300 bytes, because
    /// lines are written back in parallel; only a longer range gains by keeping its whole lines out of the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsFasterPastTheCaches(nuint address, nuint length, bool partsOfLines)
    {
        if (partsOfLines)
        {
            return ((address | length) & (StoredParts.Unit - 1)) == 0 || length >= 256;
        }

        return address % StoredParts.Line == 0 ? length is 64 or >= 128 : length >= 320;
    }

    private static long Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
        ? bytes
        : throw new DaxFailure(DaxError.NotSupported, "open", $"{Variable}={text} is no number of bytes.", "Use a decimal number from 0 (always past the caches) up, or unset it.")
        {
            IsPredicted = true,
        }.ToException();

    // CPUID leaf 0, "AuthenticAMD" (AMD APM vol. 3, appendix E).
    private static bool IsAmd() => X86Base.IsSupported && X86Base.CpuId(0, 0) is (_, 0x6874_7541, 0x444D_4163, 0x6974_6E65);
}
