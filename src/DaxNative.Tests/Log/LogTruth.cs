using System.Buffers.Binary;
using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>
/// What must come of a damaged image, from what its user knows and which bytes are not as they were. Shares nothing with the
/// recovery, nor with the oracle: it computes no checksum.
/// </summary>
internal static class LogTruth
{
    private const int IdentityMeaningful = 36;
    private const int TailWord = 3072;
    private static readonly int[] s_stateOffsets = [1024, 2048];

    /// <returns>What is wrong with the outcome; null if it is right.</returns>
    internal static string? Judge(LogImage image, byte[] damaged, LogVictim.Outcome outcome)
    {
        if (outcome.Failure is not (null or LogException))
        {
            return $"threw {outcome.Failure}";
        }

        int[] states = [.. s_stateOffsets.Where(offset => IsIntact(image, damaged, offset, 56) && IsIntact(image, damaged, offset + 64, 128))];
        if (!IsIntact(image, damaged, 0, IdentityMeaningful) || states.Length == 0)
        {
            return outcome.Failure is null ? "opened without an identity or a state" : null;
        }

        // Of a damaged newer state it may be that the head was further on: then records that were given up are there again,
        // or their place is taken and that is damage.
        int newest = s_stateOffsets.MaxBy(offset => Field(image.Bytes, offset, 0));
        bool headIsKnown = states.Contains(newest) || Field(damaged, states[0], 8) == Field(image.Bytes, newest, 8);
        if (outcome.HasOpened && states.Contains(newest) && !outcome.Checkpoint.AsSpan().SequenceEqual(image.Checkpoint))
        {
            return "returned another checkpoint";
        }

        LogPiece? first = null;
        long proven = states.Max(offset => Field(damaged, offset, 16));
        foreach (LogPiece piece in image.Pieces)
        {
            if (piece.IsIntact(image.Bytes, damaged))
            {
                proven = Math.Max(proven, piece.Durable);
            }
            else
            {
                first ??= piece;
            }
        }

        foreach (LogPiece piece in image.Dropped.Where(piece => piece.IsIntact(image.Bytes, damaged)))
        {
            proven = Math.Max(proven, piece.Durable);
        }

        // A word that is damaged itself may claim what was never there: then a log is refused that could be opened.
        long word = Field(damaged, TailWord, 0);
        bool isWordKnown = IsIntact(image, damaged, TailWord, sizeof(long));
        return Judge(image, outcome, first, Math.Max(proven, isWordKnown ? word : 0), isWordKnown ? 0 : word, headIsKnown);
    }

    private static string? Judge(LogImage image, LogVictim.Outcome outcome, LogPiece? first, long proven, long claimed, bool headIsKnown)
    {
        long head = image.Pieces.Count == 0 ? long.MaxValue : image.Pieces[0].Number;
        bool isGivenUp((long Number, byte[] Payload) record) => !headIsKnown && record.Number < head;
        List<(long Number, byte[] Payload)> expected = image.Before(first?.Position ?? long.MaxValue);
        List<(long Number, byte[] Payload)> there = [.. outcome.Records.Where(record => !isGivenUp(record))];
        if (outcome.Records.Where(isGivenUp).Any(record => !image.History.TryGetValue(record.Number, out byte[]? payload) || !payload.AsSpan().SequenceEqual(record.Payload)))
        {
            return "returned what was never appended";
        }

        for (int i = 0; i < there.Count; i++)
        {
            if (i >= expected.Count || there[i].Number != expected[i].Number || !there[i].Payload.AsSpan().SequenceEqual(expected[i].Payload))
            {
                return $"returned record {there[i].Number}, which is damaged, or was dropped, or given up, or never appended";
            }
        }

        bool mustFail = first is { } damage && damage.Position < proven;
        long end = first?.Position ?? (image.Pieces.Count == 0 ? 0 : image.Pieces[^1].End);
        return outcome.Failure switch
        {
            null when mustFail => $"did not report the damage at position {first!.Value.Position}, below {proven}",
            null => there.Count == expected.Count ? null : $"lost {expected.Count - there.Count} whole records",
            LogCorruptException when !headIsKnown || (!outcome.HasOpened && claimed > end) => null,
            LogCorruptException corrupt when mustFail || (first is not null && outcome.HasOpened) => corrupt.Offset == first!.Value.Offset ? null : $"reported damage at {corrupt.Offset}; it is at {first.Value.Offset}",
            _ => $"refused: {outcome.Failure.Message}",
        };
    }

    private static bool IsIntact(LogImage image, byte[] damaged, int offset, int length) =>
        image.Bytes.AsSpan(offset, length).SequenceEqual(damaged.AsSpan(offset, length));

    private static long Field(byte[] bytes, int offset, int field) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset + field));
}
