using System.Buffers.Binary;
using System.Text;
using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>A record for a person or a script.</summary>
internal sealed record SeenRecord(long SequenceNumber, long Offset, uint Epoch, string Kind, bool IsGivenUp, int Length, string? Text, string Hex)
{
    /// <summary>Of what TruncateEnd leaves.</summary>
    internal const string Cut = "cut";

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The user records that stand behind one header, or the cut.</summary>
    internal static IEnumerable<SeenRecord> Of(RecordHeader header, byte[] payload, long offset, Func<LogSequenceNumber, bool> isGivenUp)
    {
        if (header.Kind == RecordKind.Cut)
        {
            string text = $"gives up the records from {BinaryPrimitives.ReadInt64LittleEndian(payload)} on";
            yield return new SeenRecord(header.SequenceNumber.Value, offset, header.Epoch, Cut, IsGivenUp: false, payload.Length, text, Convert.ToHexStringLower(payload));
        }

        int at = 0;
        for (int index = 0; index < header.UserRecords; index++)
        {
            bool isSingle = header.Kind == RecordKind.Single;
            int length = isSingle ? payload.Length : BatchPayload.LengthAt(payload, header.Count, index, at, offset);
            var number = new LogSequenceNumber(header.Position, index);
            yield return One(number, header.Epoch, payload.AsSpan(at, length), offset + (isSingle ? 0 : RecordHeader.Size + at), isSingle ? "record" : $"commit {index + 1}/{header.Count}", isGivenUp(number));
            at += length;
        }
    }

    private static SeenRecord One(LogSequenceNumber number, uint epoch, ReadOnlySpan<byte> payload, long offset, string kind, bool isGivenUp) =>
        new(number.Value, offset, epoch, kind, isGivenUp, payload.Length, TextOf(payload), Convert.ToHexStringLower(payload));

    private static string? TextOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            string text = s_strict.GetString(payload);
            return text.Any(character => char.IsControl(character) && character != '\t') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
