using System.Buffers.Text;
using DaxNative.Log;

namespace DaxNative.Samples;

/// <summary>What a program does with a write-ahead log every day: the account is the checkpoint and the records behind it.</summary>
internal static class Ledger
{
    internal static int Run(string path)
    {
        // What is there is recovered, what is not is made. AllowVolatile is for trying out, on /dev/shm.
        using TransactionalLog log = TransactionalLog.OpenOrCreate(path, new LogOptions { Length = 1 << 20, AllowVolatile = true });
        Console.WriteLine($"{path}: {log.Mapping.Guarantee}");

        // Read back: nothing is copied, a record's bytes are those in the media.
        long balance = log.GetCheckpoint() is { Length: sizeof(long) } saved ? BitConverter.ToInt64(saved) : 0;
        using (LogReader reader = log.Read())
        {
            while (reader.TryRead(out LogRecord record))
            {
                balance += Utf8Parser.TryParse(record.Payload, out long booked, out _) ? booked : 0;
            }
        }

        Console.WriteLine($"The balance is {balance}.");

        // From any thread. Durable when it returns, and everything before it; threads at the same time share a fence.
        LogSequenceNumber number = log.Append("100"u8);
        balance += 100;

        // For one owner, the fastest way; and a transaction: of what is deferred a crash leaves both or none.
        using (LogAppender appender = log.AcquireAppender())
        {
            appender.AppendDeferred("-30"u8);
            appender.AppendDeferred("7"u8);
            appender.Commit();
            balance -= 23;
        }

        Console.WriteLine($"Booked 100 as record {number}, and -30 with 7. The balance is {balance}, {log.Used} of {log.Capacity} bytes are used.");

        // The balance takes the place of the records that it has, in one step: after a crash there are both, or neither.
        if (log.Used > 1000)
        {
            log.Truncate(log.Tail, BitConverter.GetBytes(balance));
            Console.WriteLine("Truncated: the balance is in the checkpoint now.");
        }

        return 0;
    }
}
