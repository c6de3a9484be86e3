using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a log's memory holds at some moment, and what its user knows of it.</summary>
/// <param name="Bytes">The whole memory.</param>
/// <param name="Pieces">What lies between the head and the end, padding too.</param>
/// <param name="Records">The records that are kept, in their order.</param>
/// <param name="History">Every record that was ever appended and not dropped.</param>
/// <param name="Earlier">What the memory held before, at several moments.</param>
internal sealed record LogImage(
    byte[] Bytes,
    IReadOnlyList<LogPiece> Pieces,
    IReadOnlyList<(long Number, byte[] Payload)> Records,
    IReadOnlyDictionary<long, byte[]> History,
    IReadOnlyList<byte[]> Earlier)
{
    /// <summary>Of the memory, in bytes: a small ring goes round often.</summary>
    internal const int Length = 4096 + 8192;

    internal static LogImage Create(PersistentMapping mapping, int seed) => new LogImageBuilder(mapping, seed).Build();

    /// <summary>The records that begin before a position.</summary>
    internal IEnumerable<(long Number, byte[] Payload)> Before(long position) =>
        Records.TakeWhile(record => (record.Number >> 16) * 64 < position);

    /// <summary>The image as it is must open to just what its user knows: else nothing that is said of damage counts.</summary>
    internal void CheckUndamaged(LogVictim victim)
    {
        LogVictim.Outcome outcome = victim.Try(Bytes);
        Assert.Null(outcome.Failure);
        Assert.Equal(Records.Select(record => record.Number), outcome.Records.Select(record => record.Number));
        Assert.All(Records.Zip(outcome.Records), pair => Assert.Equal(pair.First.Payload, pair.Second.Payload));
    }
}
