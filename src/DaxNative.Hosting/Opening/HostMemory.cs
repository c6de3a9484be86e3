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

    // Of the host's start, while that is under way.
    private CancellationToken _start;

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

    /// <summary>Opens everything by way of the container, so that it has what was opened.</summary>
    /// <param name="services">The container that this was made by.</param>
    /// <param name="cancellation">Ends it between two openings, and within one as far as that can be.</param>
    internal void OpenAll(IServiceProvider services, CancellationToken cancellation)
    {
        _start = cancellation;
        try
        {
            OpenMappings(services);
            foreach (string name in Logs.Keys)
            {
                services.GetRequiredKeyedService<TransactionalLog>(name);
            }
        }
        finally
        {
            _start = CancellationToken.None;
        }
    }

    /// <summary>Opens a mapping. For the container alone.</summary>
    /// <exception cref="InvalidOperationException">No mapping has this name.</exception>
    internal PersistentMapping OpenMapping(object? name) => Find(Mappings, name, "mapping", nameof(Mappings)).Open(_start);

    /// <summary>
    /// Opens a log. For the container alone. All mappings are opened before, because a container disposes last what it had first: so
    /// the logs are closed before the mappings go, whoever asked for what.
    /// </summary>
    /// <exception cref="InvalidOperationException">No log has this name.</exception>
    internal TransactionalLog OpenLog(IServiceProvider services, object? name)
    {
        HostedLog log = Find(Logs, name, "log", nameof(Logs));
        OpenMappings(services);
        return log.Open(_start);
    }

    private void OpenMappings(IServiceProvider services)
    {
        foreach (string name in Mappings.Keys)
        {
            services.GetRequiredKeyedService<PersistentMapping>(name);
        }
    }

    private T Find<T>(IReadOnlyDictionary<string, T> memories, object? name, string kind, string section) =>
        name is string text && memories.TryGetValue(text, out T? memory)
            ? memory
            : throw new InvalidOperationException(
                $"No {kind} has the name \"{name}\"; {(memories.Count == 0 ? "there are none" : $"there are {string.Join(", ", memories.Keys)}")}. Name it in {_options.Key}:{section}, or in the call of AddDaxNative.");
}
