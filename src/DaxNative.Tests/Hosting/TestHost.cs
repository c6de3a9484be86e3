using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DaxNative.Tests;

/// <summary>Hosts with a folder of volatile memory, and settings as they stand in a file.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();

    internal RecordedEvents Events { get; } = new();

    internal string Orders => _temp.Path;

    internal string Wal => _temp.Path + ".wal";

    /// <summary>A mapping "orders" and a log "wal", which nothing is wrong with.</summary>
    internal string Settings => $$"""
        { "AllowVolatile": true,
          "Mappings": { "orders": { "Path": "{{Orders}}", "Mode": "OpenOrCreate", "Length": "64 KiB" } },
          "Logs": { "wal": { "Path": "{{Wal}}", "Length": 65536 } } }
        """;

    /// <summary>A host with these settings in a section DaxNative.</summary>
    internal IHost Build(string settings, Action<IServiceCollection>? more = null) => Build(Configuration(settings), more);

    internal IHost Build(IConfiguration configuration, Action<IServiceCollection>? more = null)
    {
        return Build(services =>
        {
            services.AddDaxNative(configuration.GetSection("DaxNative"));
            more?.Invoke(services);
        });
    }

    internal IHost Build(Action<IServiceCollection> register)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(Events);
        register(builder.Services);
        return builder.Build();
    }

    internal static IConfigurationRoot Configuration(string settings, params (string Key, string? Value)[] later) => new ConfigurationBuilder()
        .AddJsonStream(Json(settings))
        .AddInMemoryCollection(later.Select(one => KeyValuePair.Create("DaxNative:" + one.Key, one.Value)))
        .Build();

    /// <summary>A file that has these settings in a section DaxNative.</summary>
    internal static Stream Json(string settings) => new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "DaxNative": {{settings}} }"""));

    public void Dispose() => _temp.Dispose();
}
