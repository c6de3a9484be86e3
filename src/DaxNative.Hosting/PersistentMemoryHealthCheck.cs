using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DaxNative.Hosting;

/// <summary>Whether what the host opens by name can be used, and how much it is worth. Opens and changes nothing.</summary>
/// <param name="services">Asked when the check runs: options that are wrong are an unhealthy result then.</param>
internal sealed class PersistentMemoryHealthCheck(IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HostMemory memory = services.GetRequiredService<HostMemory>();
        HostedMemory[] all = [.. memory.Mappings.Values, .. memory.Logs.Values];
        var data = new Dictionary<string, object>();
        var unusable = new List<string>();
        var degraded = new List<string>();
        Exception? first = null;
        foreach (HostedMemory one in all)
        {
            data[one.Key + ":Path"] = one.Path;
            if (one.Mapping is not { Guarantee: { } guarantee })
            {
                unusable.Add(one.Failure?.Message ?? $"{one.Key}: Nobody has opened it yet; the host does when it starts.");
                first ??= one.Failure;
                continue;
            }

            data[one.Key + ":Granularity"] = guarantee.Granularity.ToString();
            data[one.Key + ":Evidence"] = guarantee.Evidence.ToString();
            if (one.Refusal is { } refusal)
            {
                unusable.Add($"{one.Key}: {refusal.Message}");
                first ??= refusal;
            }
            else if (!guarantee.IsDurable)
            {
                degraded.Add($"{one.Key}: Nothing proves that it survives a power loss ({guarantee.Evidence}: {guarantee.Reason}).");
            }
        }

        HealthStatus status = unusable.Count > 0 ? context.Registration.FailureStatus : degraded.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        return Task.FromResult(new HealthCheckResult(status, string.Join(' ', unusable.Concat(degraded)), first, data));
    }
}
