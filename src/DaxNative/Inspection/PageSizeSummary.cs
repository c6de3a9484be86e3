namespace DaxNative;

/// <summary>Bytes of a range by what the page tables have for them. Immutable.</summary>
public sealed class PageSizeSummary
{
    private readonly long[] _bytes = new long[Enum.GetValues<PageEntrySize>().Length];

    internal PageSizeSummary(IEnumerable<PageRun> runs)
    {
        foreach (PageRun run in runs)
        {
            _bytes[(int)run.Kind] += run.Length;
            Length += run.Length;
            UnseenLength += run.IsPresenceKnown ? 0 : run.Length;
        }
    }

    /// <summary>Gets the bytes of the whole range.</summary>
    public long Length { get; }

    /// <summary>Gets the bytes whose page tables were not looked at; see <see cref="PageRun.IsPresenceKnown"/>.</summary>
    public long UnseenLength { get; }

    /// <summary>Gets the bytes of one kind.</summary>
    /// <param name="kind">The kind.</param>
    public long this[PageEntrySize kind] => _bytes[(int)kind];

    /// <summary>Gives the kinds that there are with their bytes.</summary>
    /// <returns>Such as <c>Page2MiB 64 MiB, NotMapped 4096 bytes</c>.</returns>
    public override string ToString() => string.Join(", ", Enum.GetValues<PageEntrySize>().Where(kind => this[kind] > 0).Select(kind => $"{kind} {InBytes(this[kind])}"));

    private static string InBytes(long bytes) => bytes % (1 << 20) == 0 ? $"{bytes >> 20} MiB" : $"{bytes} bytes";
}
