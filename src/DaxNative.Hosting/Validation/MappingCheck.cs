namespace DaxNative.Hosting;

/// <summary>What can be said against options before anything is opened. The core says it; here it is only asked.</summary>
internal static class MappingCheck
{
    internal static IEnumerable<MappingProblem> Problems(MappingOptions options) => MappingProblem.Of(options).Concat(new[]
    {
        Refusal(nameof(options.FlushInstruction), options.FlushInstruction, () => FlushChoice.Choose(options.FlushInstruction, environment: null)),
        Refusal(nameof(options.UseMovdir64b), options.UseMovdir64b, () => DirectStores.Choose(options.UseMovdir64b, environment: null)),
        options.ForceGranularity > options.RequiredGranularity
            ? new(nameof(options.ForceGranularity), options.ForceGranularity, $"That is coarser than RequiredGranularity, {options.RequiredGranularity}, so nothing could ever be opened. Leave one of them out.")
            : null,
    }.OfType<MappingProblem>());

    private static MappingProblem? Refusal(string option, object? value, Action choose)
    {
        try
        {
            choose();
            return null;
        }
        catch (DaxException refusal)
        {
            return new(option, value, refusal.Message);
        }
    }
}
