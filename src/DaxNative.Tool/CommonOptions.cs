using System.CommandLine;

namespace DaxNative.Tool;

/// <summary>What several commands are told in the same words.</summary>
internal static class CommonOptions
{
    private const long Mebibyte = 1 << 20;

    internal static Argument<string> Log() => new("PATH") { Description = "The log: a file, or a dax device such as /dev/dax0.0." };

    internal static Option<bool> Json() => new("--json") { Description = "Machine-readable output: one JSON object, or one a line." };

    internal static Option<bool> NdctlJson() => new("--json") { Description = "JSON instead of text; the names are those of ndctl list and daxctl list." };

    internal static Option<bool> AllowVolatile() => new("--allow-volatile")
    {
        Description = "Take memory that loses its contents without power (/dev/shm): for trying out.",
    };

    /// <summary>Of a new log, or of the part of a device that a log takes.</summary>
    internal static Option<long> Length(long mebibytes)
    {
        Option<long> length = Number("--length", "MiB of the log's file, or of the part of a device that it takes; 0 is the whole of a device.", mebibytes, 0, 1 << 30);
        length.HelpName = "MiB";
        return length;
    }

    internal static long Bytes(this ParseResult parsed, Option<long> length) => parsed.GetValue(length) * Mebibyte;

    internal static Option<long> Number(string name, string description, long value, long least, long most)
    {
        var option = new Option<long>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.Tokens.Count == 0 || !long.TryParse(result.Tokens[0].Value, out long given))
            {
                return;
            }

            if (given < least || given > most)
            {
                result.AddError($"{name} must be from {least} to {most}.");
            }
        });
        return option;
    }
}
