namespace DaxNative.Benchmarks;

/// <summary>Of several C kernels only the fastest of a case is the limit there.</summary>
internal static class BestOf
{
    internal const string Name = "best C";
    private const string KernelStart = "C ";

    internal static IEnumerable<Comparison> Kernels(IEnumerable<Comparison> comparisons)
    {
        foreach (IGrouping<string, Comparison> of in comparisons.GroupBy(comparison => comparison.Name))
        {
            ILookup<bool, Comparison> kernels = of.ToLookup(comparison => comparison.Peer.StartsWith(KernelStart, StringComparison.Ordinal));
            foreach (Comparison other in kernels[false])
            {
                yield return other;
            }

            Comparison[] rivals = [.. kernels[true]];
            if (rivals.Length == 1)
            {
                yield return rivals[0];
            }
            else if (rivals.Length > 1)
            {
                yield return rivals.MinBy(rival => rival.Theirs)! with { Peer = Name };
            }
        }
    }
}
