using System.Runtime.Versioning;
using Microsoft.Extensions.Options;

namespace DaxNative;

/// <summary>Opens mappings with a host's defaults. Thread-safe; registered by <c>AddDaxNative</c> as a singleton.</summary>
public sealed class PersistentMappingFactory
{
    /// <summary>Makes a factory.</summary>
    /// <param name="options">The host's options; they are validated here.</param>
    /// <exception cref="OptionsValidationException">The options contradict themselves.</exception>
    public PersistentMappingFactory(IOptions<DaxNativeOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Defaults = options.Value.ToMappingOptions();
    }

    /// <summary>Gets the host's defaults; use <c>Defaults with { Length = … }</c> for what one mapping wants more.</summary>
    public MappingOptions Defaults { get; }

    /// <summary>Opens a file or device; see <see cref="PersistentMapping.Open(string, MappingOptions?)"/>.</summary>
    /// <param name="path">A regular file, or a dax device in devdax mode.</param>
    /// <param name="options">What to map and what to require; null for <see cref="Defaults"/>.</param>
    /// <returns>The mapping; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="DaxException">The file or device cannot be mapped as asked.</exception>
    /// <exception cref="PlatformNotSupportedException">The operating system is not 64-bit Linux, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public PersistentMapping Open(string path, MappingOptions? options = null) =>
        PersistentMapping.Open(path, options ?? Defaults);
}
