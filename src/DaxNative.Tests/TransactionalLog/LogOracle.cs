using System.Buffers.Binary;
using DaxNative.Logs;

namespace DaxNative.Tests;

/// <summary>
/// What must come of a damaged image, from what its user knows and which bytes are not as they were. Shares nothing with the
/// recovery: it computes no checksum.
/// </summary>
internal static class LogOracle
{
    private const int IdentityMeaningful = 36;
    private const int StateMeaningful = 40;
    private static readonly int[] s_stateOffsets = [1024, 2048];

    /// <returns>What is wrong with the outcome; null if it is right.</returns>
    internal static string? Judge(LogImage image, byte[] damaged, LogVictim.Outcome outcome)
    {
        if (outcome.Failure is not (null or LogException))
        {
            return $"threw {outcome.Failure}";
        }

        int[] states = [.. s_stateOffsets.Where(offset => image.Bytes.AsSpan(offset, StateMeaningful).SequenceEqual(damaged.AsSpan(offset, StateMeaningful)))];
        if (!image.Bytes.AsSpan(0, IdentityMeaningful).SequenceEqual(damaged.AsSpan(0, IdentityMeaningful)) || states.Length == 0)
        {
            return outcome.Failure is null ? "opened without an identity or a state" : null;
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

        // Of a damaged newer state it may be that the head was further on: then records that were given up are there again,
        // or their place is taken and that is damage.
        int newest = s_stateOffsets.MaxBy(offset => Field(image.Bytes, offset, 0));
        bool headIsKnown = states.Contains(newest) || Field(damaged, states[0], 8) == Field(image.Bytes, newest, 8);
        return Judge(image, outcome, first, proven, headIsKnown);
    }

    private static string? Judge(LogImage image, LogVictim.Outcome outcome, LogPiece? first, long proven, bool headIsKnown)
    {
        long head = image.Pieces.Count == 0 ? long.MaxValue : image.Pieces[0].Position << 10;
        bool isGivenUp((long Number, byte[] Payload) record) => !headIsKnown && record.Number < head;
        List<(long Number, byte[] Payload)> expected = [.. image.Before(first?.Position ?? long.MaxValue)];
        List<(long Number, byte[] Payload)> there = [.. outcome.Records.Where(record => !isGivenUp(record))];
        if (outcome.Records.Where(isGivenUp).Any(record => !image.History.TryGetValue(record.Number, out byte[]? payload) || !payload.AsSpan().SequenceEqual(record.Payload)))
        {
            return "returned what was never appended";
        }

        for (int i = 0; i < there.Count; i++)
        {
            if (i >= expected.Count || there[i].Number != expected[i].Number || !there[i].Payload.AsSpan().SequenceEqual(expected[i].Payload))
            {
                return $"returned record {there[i].Number}, which is damaged, or was dropped, or never appended";
            }
        }

        bool mustFail = first is { } damage && damage.Position < proven;
        return outcome.Failure switch
        {
            null when mustFail => $"did not report the damage at position {first!.Value.Position}, below {proven}",
            null => there.Count == expected.Count ? null : $"lost {expected.Count - there.Count} whole records",
            LogCorruptException when !headIsKnown => null,
            LogCorruptException corrupt when mustFail || (first is not null && outcome.HasOpened) => corrupt.Offset == first!.Value.Offset ? null : $"reported damage at {corrupt.Offset}; it is at {first.Value.Offset}",
            _ => $"refused: {outcome.Failure.Message}",
        };
    }

    private static long Field(byte[] bytes, int offset, int field) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset + field));
}
