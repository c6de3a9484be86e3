using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Compares what a log holds after a crash with what it can hold. One for each worker.</summary>
internal sealed class LogHistoryCheck
{
    /// <summary>Stands for the record that a check itself appends.</summary>
    internal const int ExtraFound = -1;

    private const int NumberBits = 24;

    private readonly IReadOnlyList<AppendedRecord>[] _records;
    private readonly IReadOnlyList<LogContent>[] _contents;
    private readonly IReadOnlyList<byte[]> _checkpoints;
    private readonly int[] _own;

    internal LogHistoryCheck(IReadOnlyList<AppendedRecord>[] records, IReadOnlyList<LogContent>[] contents, IReadOnlyList<byte[]> checkpoints)
    {
        (_records, _contents, _checkpoints) = (records, contents, checkpoints);
        _own = new int[records.Sum(own => own.Count) + 1];
    }

    internal static ReadOnlySpan<byte> Extra => [1, 2, 3];

    /// <summary>Reads a log, and checks each record by itself.</summary>
    /// <param name="log">The log.</param>
    /// <param name="crash">What was done.</param>
    /// <param name="found">Gets which records there are.</param>
    /// <returns>How many.</returns>
    internal int Read(TransactionalLog log, CrashState crash, Span<int> found)
    {
        int count = 0;
        int latest = -1;
        using LogReader reader = log.Read();
        for (; reader.TryRead(out LogRecord record); count++)
        {
            crash.Require(count < found.Length, "no record is there twice");
            found[count] = record.Payload.SequenceEqual(Extra) ? ExtraFound : Identify(record, crash, ref latest);
        }

        return count;
    }

    /// <summary>Checks that they are what some moment between the last completed operation and the last begun one left.</summary>
    internal void Check(ReadOnlySpan<int> found, ReadOnlySpan<byte> checkpoint, CrashState crash)
    {
        for (int writer = 0; writer < _records.Length; writer++)
        {
            int count = 0;
            foreach (int one in found)
            {
                if (one >> NumberBits == writer)
                {
                    _own[count++] = one & ((1 << NumberBits) - 1);
                }
            }

            CheckWriter(writer, _own.AsSpan(0, count), checkpoint, crash);
        }
    }

    private int Identify(in LogRecord record, CrashState crash, ref int latest)
    {
        (int writer, int number) = LogPayload.Read(record.Payload);
        crash.Require((uint)writer < (uint)_records.Length && (uint)number < (uint)_records[writer].Count, "every record is one that was appended");
        AppendedRecord expected = _records[writer][number];
        crash.Require(record.Payload.SequenceEqual(expected.Payload), "every record is whole");
        crash.Require(expected.Number is not { } told || told == record.SequenceNumber, "every record has the number that its append returned");
        crash.Require(latest < expected.Ended, "a record whose append had returned lies before one whose append had not begun");
        latest = Math.Max(latest, expected.Begun);
        return (writer << NumberBits) | number;
    }

    private void CheckWriter(int writer, ReadOnlySpan<int> found, ReadOnlySpan<byte> checkpoint, CrashState crash)
    {
        IReadOnlyList<LogContent> contents = _contents[writer];
        int at = contents.Count - 1;
        while (at > 0 && !crash.IsStarted(contents[at].Operation))
        {
            at--;
        }

        int begun = at;
        for (; !Is(contents[at], found, checkpoint, writer); at--)
        {
            if (at == 0 || crash.IsCompleted(contents[at].Operation))
            {
                crash.Require(false, $"writer {writer} has {Words(found, checkpoint)}, and should have {string.Join(" or ", contents.Take(begun + 1).Skip(at).Select(Words))}");
            }
        }
    }

    private bool Is(LogContent content, ReadOnlySpan<int> found, ReadOnlySpan<byte> checkpoint, int writer) =>
        found.SequenceEqual(content.Records) && (writer != 0 || checkpoint.SequenceEqual(content.Checkpoint < 0 ? [] : _checkpoints[content.Checkpoint]));

    private string Words(LogContent content) => Words(content.Records, content.Checkpoint < 0 ? [] : _checkpoints[content.Checkpoint]);

    private static string Words(ReadOnlySpan<int> records, ReadOnlySpan<byte> checkpoint) =>
        $"records [{string.Join(' ', records.ToArray())}], checkpoint {(checkpoint.IsEmpty ? "none" : LogPayload.Read(checkpoint).Number)}";
}
