using DaxNative.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DaxNative.Hosting;

/// <summary>All that the host opens by name. It opens, and remembers; the container has and disposes what was opened.</summary>
internal sealed class HostMemory
{
    private readonly DaxNativeOptions _options;

    public HostMemory(IOptions<DaxNativeOptions> options, PersistentMappingFactory factory, ILoggerFactory? loggers)
    {
        _options = options.Value;
        loggers ??= NullLoggerFactory.Instance;
        ILogger logger = loggers.CreateLogger("DaxNative.Hosting");
        ILogger ofLogs = loggers.CreateLogger<TransactionalLog>();
        Mappings = _options.Mappings.ToDictionary(
            one => one.Key, one => new HostedMapping(_options.KeyOfMapping(one.Key), one.Value, factory, logger), StringComparer.OrdinalIgnoreCase);
        Logs = _options.Logs.ToDictionary(
            one => one.Key, one => new HostedLog(_options.KeyOfLog(one.Key), one.Value, factory, logger, ofLogs), StringComparer.OrdinalIgnoreCase);
    }

    internal IReadOnlyDictionary<string, HostedMapping> Mappings { get; }

    internal IReadOnlyDictionary<string, HostedLog> Logs { get; }

    /// <exception cref="InvalidOperationException">No mapping has this name.</exception>
    internal HostedMapping Mapping(object? name) => Find(Mappings, name, "mapping", nameof(Mappings));

    /// <exception cref="InvalidOperationException">No log has this name.</exception>
    internal HostedLog Log(object? name) => Find(Logs, name, "log", nameof(Logs));

    /// <summary>Opens everything, and hands it to the container.</summary>
    /// <param name="services">The container that this was made by.</param>
    /// <param name="cancellation">Ends it between two openings, and within one as far as that can be.</param>
    internal void OpenAll(IServiceProvider services, CancellationToken cancellation)
    {
        OpenMappings(services, cancellation);
        foreach ((string name, HostedLog log) in Logs)
        {
            log.Open(cancellation);
            services.GetRequiredKeyedService<TransactionalLog>(name);
        }
    }

    /// <summary>
    /// Opens all mappings, and hands them to the container. Before every log, because a container disposes last what it had first: so
    /// the logs are closed before the mappings go, whoever asked for what.
    /// </summary>
    internal void OpenMappings(IServiceProvider services, CancellationToken cancellation = default)
    {
        foreach ((string name, HostedMapping mapping) in Mappings)
        {
            mapping.Open(cancellation);
            services.GetRequiredKeyedService<PersistentMapping>(name);
        }
    }

    private T Find<T>(IReadOnlyDictionary<string, T> memories, object? name, string kind, string section) =>
        name is string text && memories.TryGetValue(text, out T? memory)
            ? memory
            : throw new InvalidOperationException(
                $"No {kind} has the name \"{name}\"; {(memories.Count == 0 ? "there are none" : $"there are {string.Join(", ", memories.Keys)}")}. Name it in {_options.Key}:{section}, or in the call of AddDaxNative.");
}
