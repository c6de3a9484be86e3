using Xunit;

namespace DaxNative.Tests;

/// <summary>What a log's memory holds at some moment, and what its user knows of it.</summary>
/// <param name="Bytes">The whole memory.</param>
/// <param name="Pieces">What lies between the head and the end, padding and cuts too.</param>
/// <param name="Dropped">Whole records behind the end, of which only what they say of the records before is worth anything.</param>
/// <param name="Records">The records that are kept, in their order.</param>
/// <param name="History">Every record that was ever appended and not dropped.</param>
/// <param name="Checkpoint">The user's.</param>
/// <param name="Earlier">What the memory held before, at several moments.</param>
internal sealed record LogImage(
    byte[] Bytes,
    IReadOnlyList<LogPiece> Pieces,
    IReadOnlyList<LogPiece> Dropped,
    IReadOnlyList<(long Number, byte[] Payload)> Records,
    IReadOnlyDictionary<long, byte[]> History,
    byte[] Checkpoint,
    IReadOnlyList<byte[]> Earlier)
{
    /// <summary>Of the memory, in bytes: a small ring goes round often.</summary>
    internal const int Length = 4096 + 8192;

    internal static LogImage Create(PersistentMapping mapping, int seed) => new LogImageBuilder(mapping, seed).Build();

    /// <summary>The records that are kept if the log ends before a position, cuts behind it not being there.</summary>
    internal List<(long Number, byte[] Payload)> Before(long position)
    {
        LogPiece[] there = [.. Pieces.TakeWhile(piece => piece.Position < position)];
        (long From, long At)[] cuts = [.. there.Where(piece => piece.Kind == LogPiece.Cut).Select(cut => (cut.From(Bytes), cut.Number))];
        var records = new List<(long Number, byte[] Payload)>();
        foreach (LogPiece piece in there.Where(piece => piece.HasRecords))
        {
            for (long number = piece.Number; number < piece.Number + piece.Count; number++)
            {
                if (!Array.Exists(cuts, cut => number >= cut.From && number < cut.At))
                {
                    records.Add((number, History[number]));
                }
            }
        }

        return records;
    }

    /// <summary>The image as it is must open to just what its user knows: else nothing that is said of damage counts.</summary>
    internal void CheckUndamaged(LogVictim victim)
    {
        LogVictim.Outcome outcome = victim.Try(Bytes);
        Assert.Null(outcome.Failure);
        Assert.Equal(Records.Select(record => record.Number), outcome.Records.Select(record => record.Number));
        Assert.All(Records.Zip(outcome.Records), pair => Assert.Equal(pair.First.Payload, pair.Second.Payload));
        Assert.Equal(Checkpoint, outcome.Checkpoint);
        Assert.Equal(Records, Before(long.MaxValue));
        Assert.Null(LogOracle.Judge(Bytes).Against(outcome));
    }
}
