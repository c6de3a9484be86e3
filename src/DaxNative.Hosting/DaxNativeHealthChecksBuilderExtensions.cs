using DaxNative.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of DaxNative.</summary>
public static class DaxNativeHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the mappings and logs that the host opens by name. <paramref name="failureStatus"/> where one could not be opened,
    /// is not open yet, is faulted or disposed; degraded where nothing proves that one survives a power loss (evidence volatile or
    /// forced). The description has the key and the reason of each; the data have the path, the granularity and the evidence of each.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returns.</param>
    /// <param name="name">The check's name. Default <c>daxnative</c>.</param>
    /// <param name="failureStatus">What a failure counts as; null, the default, is <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags to choose checks by; null for none.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHealthChecksBuilder AddDaxNative(
        this IHealthChecksBuilder builder, string name = "daxnative", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDaxNative();
        return builder.Add(new HealthCheckRegistration(
            name, static provider => new PersistentMemoryHealthCheck(provider), failureStatus, tags));
    }
}
