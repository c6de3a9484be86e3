namespace DaxNative;

/// <summary>Which flush instruction a mapping uses: the option, else the environment, else the CPU's best.</summary>
internal static class FlushChoice
{
    internal const string Variable = "DAXNATIVE_FLUSH_INSTRUCTION";

    /// <exception cref="DaxException">
    /// The choice names no instruction, or one that this CPU does not have: a wish is never ignored.
    /// </exception>
    internal static FlushInstruction Choose(FlushInstruction? option, string? environment)
    {
        if (option is { } chosen)
        {
            return RequireSupported(chosen, "the option FlushInstruction");
        }

        return string.IsNullOrEmpty(environment)
            ? CpuFlush.Best
            : RequireSupported(Parse(environment), "the environment variable " + Variable);
    }

    private static FlushInstruction Parse(string text) => text.ToUpperInvariant() switch
    {
        "CLWB" => FlushInstruction.Clwb,
        "CLFLUSHOPT" => FlushInstruction.ClflushOpt,
        "CLFLUSH" => FlushInstruction.Clflush,
        "DCCVAP" => FlushInstruction.DcCvap,
        "DCCVADP" => FlushInstruction.DcCvadp,
        "DCCVAC" => FlushInstruction.DcCvac,
        _ => throw Refuse($"{Variable}={text} names no flush instruction."),
    };

    private static FlushInstruction RequireSupported(FlushInstruction instruction, string origin) => CpuFlush.IsSupported(instruction)
        ? instruction
        : throw Refuse($"{instruction} is asked for by {origin}, but this CPU does not have it.");

    private static DaxException Refuse(string problem) =>
        new DaxFailure(DaxError.FlushNotAvailable, "flush", problem, $"Use {Names(FlushArchitecture.Current)}, or none for the CPU's best, {CpuFlush.Best}.")
        {
            IsPredicted = true,
        }.ToException();

    /// <summary>Such as <c>clwb, clflushopt or clflush</c>, as the variable spells them.</summary>
    internal static string Names(FlushArchitecture architecture)
    {
        string[] names = [.. architecture.Instructions.Select(instruction => instruction.ToString().ToLowerInvariant())];
        return names.Length == 0 ? "page granularity" : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
