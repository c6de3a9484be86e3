namespace DaxNative.Tests;

/// <summary>
/// The ends that were cut off. Of one that was not confirmed, all that it covers is gone or nothing: that is known once somebody
/// looks. Sequence numbers are never used again, so what a cut covers stays covered.
/// </summary>
internal sealed class TortureCuts
{
    private readonly List<(long From, long Until)> _confirmed = [];
    private readonly List<(long From, long Until)> _pending = [];

    /// <summary>Takes what a writer says of a cut.</summary>
    /// <returns>Whether records are given up by it for certain.</returns>
    internal bool Add(TortureEvent said)
    {
        (long From, long Until) range = (said.SequenceNumber, Until(said));
        if (said.Kind == TortureEventKind.Cutting)
        {
            _pending.Add(range);
            return false;
        }

        _pending.RemoveAll(pending => pending.From == range.From);
        if (said.Count != 0)
        {
            _confirmed.Add(range);
        }

        return said.Count != 0;
    }

    /// <summary>Whether a record is given up for certain.</summary>
    internal bool Covers(long number) => _confirmed.Exists(cut => number >= cut.From && number < cut.Until);

    /// <summary>Decides on what was not confirmed by what is there.</summary>
    internal void Decide(IReadOnlyCollection<long> found)
    {
        _confirmed.AddRange(_pending.Where(cut => !found.Any(number => number >= cut.From && number < cut.Until)));
        _pending.Clear();
    }

    /// <summary>Forgets what lies before a head.</summary>
    internal void Forget(long head) => _confirmed.RemoveAll(cut => cut.Until <= head);

    /// <summary>The lines between a number and where the log ends.</summary>
    internal static int Lines(long from, long tail) => (int)((tail >> 16) - (from >> 16));

    private static long Until(TortureEvent said) => ((said.SequenceNumber >> 16) + said.Count) << 16;
}
