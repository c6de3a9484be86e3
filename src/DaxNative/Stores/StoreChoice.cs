namespace DaxNative;

/// <summary>How a mapping's own stores go past the caches: when, and by what. The default value is as measured.</summary>
/// <param name="NonTemporal">When they do although the call does not say.</param>
/// <param name="Direct">What stores whole lines in place of vectors, where somebody asked for it.</param>
internal readonly record struct StoreChoice(NonTemporalChoice NonTemporal, DirectStores? Direct)
{
    /// <exception cref="DaxException">The environment says something that is no choice, or one that this CPU does not have.</exception>
    internal static StoreChoice From(long? nonTemporalThreshold, bool? useMovdir64b) => new(
        NonTemporalChoice.Choose(nonTemporalThreshold, Environment.GetEnvironmentVariable(NonTemporalChoice.Variable)),
        DirectStores.Choose(useMovdir64b, Environment.GetEnvironmentVariable(DirectStores.Variable)));
}
