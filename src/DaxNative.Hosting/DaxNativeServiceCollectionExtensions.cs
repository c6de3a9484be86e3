using DaxNative;
using DaxNative.Hosting;
using DaxNative.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers DaxNative with a host.</summary>
public static class DaxNativeServiceCollectionExtensions
{
    /// <summary>
    /// Adds the mappings and logs that the options name, as keyed singletons, and <see cref="PersistentMappingFactory"/> for others.
    /// May be called more than once; every <paramref name="configure"/> applies, in order.
    /// </summary>
    /// <remarks>
    /// A service gets them by <c>[FromKeyedServices("orders")] PersistentMapping</c> and <c>[FromKeyedServices("wal")] TransactionalLog</c>;
    /// any other key throws. Each is opened once: at the host's start, before other hosted services start, or earlier where it is asked for
    /// earlier; a log then has all mappings opened before it. The container disposes them, the logs before the mappings. The start fails
    /// with an <see cref="OptionsValidationException"/> for options that contradict themselves, and with the <see cref="DaxException"/> or
    /// <see cref="LogException"/> of an opening; each message has the key of the setting.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; null leaves the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddDaxNative(this IServiceCollection services, Action<DaxNativeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<DaxNativeOptions> options = services.AddOptions<DaxNativeOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DaxNativeOptions>, DaxNativeOptionsValidator>());
        services.TryAddSingleton<PersistentMappingFactory>();
        services.TryAddSingleton(static provider => new HostMemory(
            provider.GetRequiredService<IOptions<DaxNativeOptions>>(), provider.GetRequiredService<PersistentMappingFactory>(), provider.GetService<ILoggerFactory>()));

        // By any key: the names are known only when the options are read, and may be written in another case than where they are asked for.
        services.TryAddKeyedSingleton(KeyedService.AnyKey, static (provider, name) => provider.GetRequiredService<HostMemory>().OpenMapping(name));
        services.TryAddKeyedSingleton(KeyedService.AnyKey, static (provider, name) => provider.GetRequiredService<HostMemory>().OpenLog(provider, name));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PersistentMemoryStarter>());
        return services;
    }

    /// <summary>
    /// Adds DaxNative as <see cref="AddDaxNative(IServiceCollection, Action{DaxNativeOptions}?)"/> does, with options from the configuration:
    /// the properties of <see cref="DaxNativeOptions"/>, below <c>Mappings</c> and <c>Logs</c> a section for each name, with its
    /// <c>Path</c> and the properties of <see cref="MappingOptions"/> or <see cref="LogOptions"/>. A length is a number of bytes, or such as
    /// <c>64 MiB</c>. What is wrong there, also a key that does not exist, fails the start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">Such as <c>builder.Configuration.GetSection("DaxNative")</c>. Read once, when the options are.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddDaxNative(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddDaxNative();
        services.AddSingleton<IConfigureOptions<DaxNativeOptions>>(new ConfigurationSource(section));
        return services;
    }
}
