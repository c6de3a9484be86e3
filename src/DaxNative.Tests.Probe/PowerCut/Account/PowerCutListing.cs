using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>Every record that a boot found in a log, with its bytes: the guest lists, the host judges.</summary>
/// <param name="Head">The log's.</param>
/// <param name="Checkpoint">The log's; 0 for none.</param>
/// <param name="Dropped">Whole records behind a hole, which nobody had been told of.</param>
/// <param name="Records">In the log's order.</param>
internal sealed record PowerCutListing(long Head, int Checkpoint, long Dropped, IReadOnlyList<(LogSequenceNumber SequenceNumber, byte[] Payload)> Records)
{
    /// <summary>Nothing: what is left of a log whose file the power cut took.</summary>
    internal static PowerCutListing Empty { get; } = new(0, 0, 0, []);

    // Behind the last record: without it the listing is not whole.
    private const long End = -1;

    internal static PowerCutListing Of(TransactionalLog log)
    {
        var records = new List<(LogSequenceNumber, byte[])>();
        using LogReader reader = log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            records.Add((record.SequenceNumber, record.Payload.ToArray()));
        }

        return new PowerCutListing(log.Head.Value, TortureCheckpoint.Parse(log.GetCheckpoint()), log.Recovery.DroppedRecords, records);
    }

    internal void Write(string path)
    {
        using var file = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20));
        file.Write(Head);
        file.Write(Checkpoint);
        file.Write(Dropped);
        foreach ((LogSequenceNumber number, byte[] payload) in Records)
        {
            file.Write(number.Value);
            file.Write(payload.Length);
            file.Write(payload);
        }

        file.Write(End);
    }

    /// <exception cref="EndOfStreamException">The listing is not whole.</exception>
    internal static PowerCutListing Read(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        long head = file.ReadInt64();
        int checkpoint = file.ReadInt32();
        long dropped = file.ReadInt64();
        var records = new List<(LogSequenceNumber, byte[])>();
        for (long number = file.ReadInt64(); number != End; number = file.ReadInt64())
        {
            int length = file.ReadInt32();
            byte[] payload = file.ReadBytes(length);
            records.Add((new LogSequenceNumber(number), payload.Length == length ? payload : throw new EndOfStreamException($"{path} ends within a record.")));
        }

        return new PowerCutListing(head, checkpoint, dropped, records);
    }
}
