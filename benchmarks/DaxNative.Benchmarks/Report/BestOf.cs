namespace DaxNative.Benchmarks;

/// <summary>Of several C kernels of one kind only the fastest of a case is the limit there.</summary>
internal static class BestOf
{
    internal const string Name = "best C";

    /// <summary>The fastest of those that store what they were given, and not a copy that nobody else can change.</summary>
    internal const string Uncopied = "best C, uncopied";

    internal const string KernelStart = "C ";
    internal const string UncopiedStart = "uncopied C ";

    private static readonly (string Start, string Best)[] s_kinds = [(KernelStart, Name), (UncopiedStart, Uncopied)];

    internal static IEnumerable<Comparison> Kernels(IEnumerable<Comparison> comparisons)
    {
        foreach (IGrouping<string, Comparison> of in comparisons.GroupBy(comparison => comparison.Name))
        {
            foreach (Comparison other in of.Where(one => !s_kinds.Any(kind => IsOf(kind.Start, one))))
            {
                yield return other;
            }

            foreach ((string start, string best) in s_kinds)
            {
                Comparison[] rivals = [.. of.Where(one => IsOf(start, one))];
                if (rivals.Length == 1)
                {
                    yield return rivals[0];
                }
                else if (rivals.Length > 1)
                {
                    yield return rivals.MinBy(rival => rival.Theirs)! with { Peer = best };
                }
            }
        }
    }

    private static bool IsOf(string start, Comparison one) => one.Peer.StartsWith(start, StringComparison.Ordinal);
}
