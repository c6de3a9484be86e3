using System.CommandLine;
using System.Text.Json;

namespace DaxNative.Tool.PageTables;

/// <summary>What the page tables of a mapping cost at each align of device-dax.</summary>
internal static class PageTablesCommand
{
    internal static Command Create()
    {
        Argument<string[]> devices = new("DEVICE") { Description = "Devices such as /dev/dax0.0; without any, all that are in devdax mode.", Arity = ArgumentArity.ZeroOrMore };
        Option<long> length = CommonOptions.Number("--mebibytes", "How much of each device to map; less where it has less.", 1024, 1, 1 << 24);
        Option<bool> json = CommonOptions.Json();

        // An argument of any number takes whatever looks like no option that is known.
        devices.Validators.Add(argument =>
        {
            foreach (string text in argument.Tokens.Select(token => token.Value).Where(text => text.StartsWith('-')))
            {
                argument.AddError($"{text} is neither an option nor a device.");
            }
        });
        return new Command("pagetables", "Measure what the page tables of a mapping cost at each align of device-dax. Every page is written, with what it holds already.")
        {
            devices, length, json,
        }.Doing((parsed, cancellation) =>
        {
            string[] named = parsed.GetValue(devices) is { Length: > 0 } some ? some : [.. Measurement.DevDaxNodes()];
            if (named.Length == 0)
            {
                Terminal.Fail($"There is no device in devdax mode. Make one: {CommandLine.Name} setup create --mode devdax.");
                return ExitCode.Refused;
            }

            IReadOnlyList<Cost> costs = [.. named.Select(path => Measurement.Of(path, parsed.GetValue(length) << 20, cancellation))];
            Terminal.Show(parsed.GetValue(json), () => JsonSerializer.Serialize(new Report(Cost.Processes, costs), PageTablesJson.Default.Report), _ => Screen.Show(costs));
            return costs.Any(cost => cost.Why is not null) ? ExitCode.Refused : ExitCode.Done;
        });
    }
}
