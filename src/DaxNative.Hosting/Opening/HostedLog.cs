using System.Runtime.Versioning;
using DaxNative.Log;
using Microsoft.Extensions.Logging;

namespace DaxNative.Hosting;

/// <summary>A log that the host opens by name.</summary>
internal sealed class HostedLog(string key, NamedLog named, PersistentMappingFactory factory, ILogger logger, ILogger ofLog)
    : HostedMemory<TransactionalLog>(key, named.Path, logger)
{
    internal override PersistentMapping? Mapping => Opened?.Mapping;

    internal override Exception? Refusal => Opened?.Writer.Refusal;

    [SupportedOSPlatform("linux")]
    protected override TransactionalLog OpenNow(CancellationToken cancellation) => TransactionalLog.OpenOrCreate(Path, named.Options with
    {
        Logger = named.Options.Logger ?? ofLog,
        RecoveryProgress = new CancellingProgress(named.Options.RecoveryProgress, cancellation),
        Policy = own => PersistentMappingFactory.Under(factory.Defaults, own) with { AllocationProgress = new CancellingProgress(null, cancellation) },

        // A container that is being disposed disposes nothing more after an exception: neither the mappings, nor the loggers that have it to tell.
        ThrowsWhenNotClosed = false,
    });

    protected override PersistentMapping MappingOf(TransactionalLog opened) => opened.Mapping;
}
