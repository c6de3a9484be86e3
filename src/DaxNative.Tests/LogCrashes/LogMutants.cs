namespace DaxNative.Tests;

/// <summary>Faults of the kinds that people make in logs, each of which some crash image shows.</summary>
internal static partial class LogMutants
{
    internal static IReadOnlyList<LogMutant> All { get; } = [];
}
