using System.Text;

namespace DaxNative.Logs;

/// <summary>A record for a person or a script.</summary>
internal sealed record SeenRecord(long SequenceNumber, long Offset, uint Epoch, string Kind, int Length, string? Text, string Hex)
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The user records that stand behind one header.</summary>
    internal static IEnumerable<SeenRecord> Of(RecordHeader header, byte[] payload, long offset)
    {
        if (header.Kind == RecordKind.Padding)
        {
            yield return new SeenRecord(header.SequenceNumber.Value, offset, header.Epoch, "padding", header.Length, null, "");
            yield break;
        }

        if (header.Kind == RecordKind.Single)
        {
            yield return One(header, 0, payload, offset, "record");
            yield break;
        }

        int at = 0;
        for (int index = 0; index < header.Count; index++)
        {
            int length = TransactionPayload.LengthAt(payload, header.Count, index, at, offset);
            yield return One(header, index, payload.AsSpan(at, length), offset + RecordHeader.Size + at, $"transaction {index + 1}/{header.Count}");
            at += length;
        }
    }

    private static SeenRecord One(RecordHeader header, int index, ReadOnlySpan<byte> payload, long offset, string kind) => new(
        new LogSequenceNumber(header.Position, index).Value, offset, header.Epoch, kind, payload.Length, TextOf(payload), Convert.ToHexStringLower(payload));

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
