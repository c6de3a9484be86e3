using System.Buffers.Binary;
using System.Globalization;

namespace DaxNative.Logs;

/// <summary>The child that the demo kills: appends without end, and says the number of every record that is durable.</summary>
internal static class DemoWriter
{
    /// <summary>Of the hidden command.</summary>
    internal const string Name = "demo-writer";

    /// <summary>Of what it says of a record: its number, then its sequence number.</summary>
    internal const int MessageSize = 16;

    internal static int Run(string[] arguments)
    {
        ChildProcess.EndWithParent();
        var place = new CommandTarget(arguments[0], long.Parse(arguments[1], CultureInfo.InvariantCulture), AllowVolatile: true);
        using TransactionalLog log = place.Open();
        using Stream output = Console.OpenStandardOutput();
        byte[] message = new byte[MessageSize];
        try
        {
            for (long number = 0; ; number++)
            {
                LogSequenceNumber durable = log.Append(DemoRecord.Payload(number));
                BinaryPrimitives.WriteInt64LittleEndian(message, number);
                BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(8), durable.Value);
                output.Write(message);
            }
        }
        catch (LogException full) when (full.Error == LogError.Full)
        {
            // Nothing left to do but to be killed.
            Thread.Sleep(Timeout.Infinite);
            return ExitCode.Refused;
        }
    }
}
