namespace DaxNative.Benchmarks;

/// <summary>Copies and fills that are durable when they return, from a start on a line and from one byte behind it.</summary>
internal static class CopyCases
{
    internal const long LeastForLimit = 4 << 10;
    private static readonly (int Shift, string Name)[] s_places = [(0, "aligned"), (1, "off-by-one")];
    private static readonly string[] s_kernels = ["avx512", "avx2", "sse2"];

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers)
    {
        foreach ((int shift, string place) in s_places)
        {
            foreach (long size in Sizes.Copy)
            {
                yield return Case($"copy/{Sizes.Text(size)}/{place}", size, shift, OurLoops.Copy(area.Map), "copy", peers) with { Check = Checks.Copies };
            }
        }

        foreach (long size in Sizes.Copy)
        {
            yield return Case($"fill/{Sizes.Text(size)}", size, shift: 0, OurLoops.Fill(area.Map), "fill", peers) with { Check = Checks.Fills };
        }
    }

    private static ComparisonCase Case(string name, long size, int shift, SampleLoop ours, string function, AllPeers peers) => new(name,
    [
        Ours.Loop(ours),
        peers.Libpmem.Loop(function), peers.Libpmem2.Loop(function),
        .. size < LeastForLimit ? [] : s_kernels.Where(peers.Limit.Supports).Select(kernel => peers.Limit.Loop($"{kernel}_{function}", "C " + kernel)),
    ])
    {
        Size = size,
        Shift = shift,
        Stride = Sizes.Lines(size + shift),
    };
}
