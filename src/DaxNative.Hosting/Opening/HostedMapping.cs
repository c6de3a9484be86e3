using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace DaxNative.Hosting;

/// <summary>A mapping that the host opens by name.</summary>
internal sealed class HostedMapping(string key, NamedMapping named, PersistentMappingFactory factory, ILogger logger)
    : HostedMemory<PersistentMapping>(key, named.Path, logger)
{
    internal override PersistentMapping? Mapping => Opened;

    internal override Exception? Refusal => Opened is { } opened ? RefusalOf(opened) : null;

    /// <summary>Why a mapping cannot be used any more; null while it can. Waits at most for the msync that is under way.</summary>
    internal static Exception? RefusalOf(PersistentMapping mapping)
    {
        try
        {
            mapping.Drain();
            return null;
        }
        catch (Exception refusal) when (refusal is DaxException or ObjectDisposedException)
        {
            return refusal;
        }
    }

    [SupportedOSPlatform("linux")]
    protected override PersistentMapping OpenNow(CancellationToken cancellation) =>
        factory.Open(Path, named.Options with { AllocationProgress = new CancellingProgress(named.Options.AllocationProgress, cancellation) });

    protected override PersistentMapping MappingOf(PersistentMapping opened) => opened;
}
