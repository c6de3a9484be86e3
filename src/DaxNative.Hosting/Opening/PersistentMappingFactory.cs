using System.Runtime.Versioning;
using Microsoft.Extensions.Options;

namespace DaxNative.Hosting;

/// <summary>Opens mappings with a host's defaults. Thread-safe; registered by <c>AddDaxNative</c> as a singleton.</summary>
public sealed class PersistentMappingFactory
{
    /// <summary>Makes a factory.</summary>
    /// <param name="options">The host's options; they are validated here.</param>
    /// <exception cref="OptionsValidationException">The options contradict themselves.</exception>
    public PersistentMappingFactory(IOptions<DaxNativeOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Defaults = options.Value.Policy;
    }

    /// <summary>Gets the host's defaults: what <see cref="Open"/> uses without options of its own.</summary>
    public MappingOptions Defaults { get; }

    /// <summary>
    /// Opens a file or device under the host's policy; see <see cref="PersistentMapping.Open(string, MappingOptions?)"/>.
    /// </summary>
    /// <remarks>
    /// Options of one mapping add to the host's and never weaken them: of two required granularities the finer holds, of two
    /// required evidences the stronger; Verify, Prefault and Lock hold where either says so; where the host requires a
    /// granularity or an evidence, AllowVolatile and AllowForced are the host's alone, else they hold where either says so;
    /// what is forced, and how lines are flushed and stored, is the mapping's own where it says something.
    /// </remarks>
    /// <param name="path">A regular file, or a dax device in devdax mode.</param>
    /// <param name="options">What to map and what to require besides; null for <see cref="Defaults"/>.</param>
    /// <returns>The mapping; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="DaxException">The file or device cannot be mapped as asked.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public PersistentMapping Open(string path, MappingOptions? options = null) =>
        PersistentMapping.Open(path, options is null ? Defaults : Under(Defaults, options));

    /// <summary>What one mapping wants, under what the host wants of all.</summary>
    internal static MappingOptions Under(MappingOptions host, MappingOptions own)
    {
        // Else a permission of one mapping would take the host's requirement away.
        bool mayPermit = host.RequiredGranularity is null && host.RequiredEvidence is null;
        return own with
        {
            RequiredGranularity = Least(host.RequiredGranularity, own.RequiredGranularity),
            RequiredEvidence = Least(host.RequiredEvidence, own.RequiredEvidence),
            AllowVolatile = host.AllowVolatile || (mayPermit && own.AllowVolatile),
            ForceGranularity = own.ForceGranularity ?? host.ForceGranularity,
            AllowForced = host.AllowForced || (mayPermit && own.AllowForced),
            FlushInstruction = own.FlushInstruction ?? host.FlushInstruction,
            NonTemporalThreshold = own.NonTemporalThreshold ?? host.NonTemporalThreshold,
            Verify = host.Verify || own.Verify,
            Prefault = host.Prefault || own.Prefault,
            Lock = host.Lock || own.Lock,
        };
    }

    // The finer granularity, the stronger evidence: in both orders the smaller one.
    private static T? Least<T>(T? one, T? other)
        where T : struct, Enum => one is null || (other is not null && Comparer<T>.Default.Compare(other.Value, one.Value) < 0) ? other : one;
}
