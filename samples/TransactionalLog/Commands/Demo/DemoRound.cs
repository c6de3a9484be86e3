using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Logs;

/// <summary>One child, killed while it appends, and what is there afterwards.</summary>
/// <param name="Acknowledged">Records that the child had said were durable.</param>
/// <param name="Survived">Records that are there, whole.</param>
/// <param name="Lost">Acknowledged records that are not there.</param>
/// <param name="TornLength">The length of the record that was being written, in bytes; null if the kill hit between two.</param>
/// <param name="TornArrived">How much of it had been stored.</param>
internal sealed record DemoRound(long Acknowledged, long Survived, long Lost, int? TornLength, int? TornArrived)
{
    internal static DemoRound Run(CommandTarget place, Random random, CancellationToken cancellation)
    {
        List<long> acknowledged = KillOne(place, random, cancellation);
        (int? length, int? arrived) = LookAtTorn(place);
        using TransactionalLog log = place.Open();
        var there = new HashSet<long>();
        using (LogReader reader = log.Read())
        {
            for (long number = 0; reader.TryRead(out LogRecord record); number++)
            {
                if (!record.Payload.SequenceEqual(DemoRecord.Payload(number)))
                {
                    throw new LogException(LogError.Corrupt, $"Record {number} is not what was appended.");
                }

                there.Add(record.SequenceNumber.Value);
            }
        }

        log.Truncate(log.Tail);
        return new DemoRound(acknowledged.Count, there.Count, acknowledged.Count(number => !there.Contains(number)), length, arrived);
    }

    private static List<long> KillOne(CommandTarget place, Random random, CancellationToken cancellation)
    {
        using var child = ChildProcess.Start(hasFastLoops: true, DemoWriter.Name, place.Path, place.Length.ToString(CultureInfo.InvariantCulture));
        using CancellationTokenRegistration end = cancellation.Register(child.Kill);
        var acknowledged = new List<long>();
        byte[] message = new byte[DemoWriter.MessageSize];
        int enough = random.Next(3, 12);
        while (child.Output.ReadAtLeast(message, message.Length, throwOnEndOfStream: false) == message.Length)
        {
            acknowledged.Add(BinaryPrimitives.ReadInt64LittleEndian(message.AsSpan(8)));
            if (acknowledged.Count == enough)
            {
                long until = Stopwatch.GetTimestamp() + random.Next((int)(Stopwatch.Frequency / 500));
                while (Stopwatch.GetTimestamp() < until)
                {
                    Thread.SpinWait(1);
                }

                child.Kill();
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return acknowledged.Count >= enough ? acknowledged : throw new IOException($"The child ended by itself with status {child.ExitCode}.");
    }

    // Before recovery: afterwards nobody cares what is behind the tail.
    private static (int? Length, int? Arrived) LookAtTorn(CommandTarget place)
    {
        using LogView view = place.View(isExclusive: true);
        long number = 0;
        while (view.TryRead(out _) is { } header)
        {
            number += header.Kind == RecordKind.Single ? 1 : 0;
        }

        if (view.Torn() is not { Length: DemoRecord.Length } torn)
        {
            return (null, null);
        }

        ReadOnlySpan<byte> stored = view.Bytes(torn.Position + RecordHeader.Size, DemoRecord.Length);
        return (torn.Length, stored.CommonPrefixLength(DemoRecord.Payload(number)));
    }
}
