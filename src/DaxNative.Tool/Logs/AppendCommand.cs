using System.CommandLine;
using System.Text;
using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>Appends the lines of the standard input; what is printed of a line is printed when it is durable.</summary>
internal static class AppendCommand
{
    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(64);
        Option<bool> allowVolatile = CommonOptions.AllowVolatile(), json = CommonOptions.Json();
        return new Command("append", "Append the lines of the standard input, each durable before its number is printed. Makes the log if there is none.")
        {
            path, length, allowVolatile, json,
        }.Doing((parsed, cancellation) =>
        {
            var place = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length), parsed.GetValue(allowVolatile));
            using TransactionalLog log = place.OpenOrCreate();
            Terminal.Error.WriteLine(log.Mapping.Guarantee);
            return Append(log, parsed.GetValue(json), cancellation);
        });
    }

    private static int Append(TransactionalLog log, bool json, CancellationToken cancellation)
    {
        // A wait for a person's next line does not end with Ctrl-C; giving the wait up does.
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (true)
        {
            Task<string?> next = Task.Run(input.ReadLine, cancellation);
            next.Wait(cancellation);
            if (next.Result is not { } line)
            {
                return ExitCode.Done;
            }

            LogSequenceNumber number = log.Append(Encoding.UTF8.GetBytes(line), cancellation);
            if (json)
            {
                LogJson.Write(new AppendedLine(number.Value, Encoding.UTF8.GetByteCount(line)));
            }
            else
            {
                Terminal.Out.WriteLine(number);
            }
        }
    }
}

/// <summary>A line that is durable.</summary>
internal sealed record AppendedLine(long SequenceNumber, int Length);
