using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DaxNative;

/// <summary>Registers DaxNative with a host.</summary>
public static class DaxNativeServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="PersistentMappingFactory"/> and its options, which are validated when the host starts. May be
    /// called more than once; every <paramref name="configure"/> applies, in order.
    /// </summary>
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
        return services;
    }
}
