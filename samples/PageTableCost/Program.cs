using System.CommandLine;
using System.Text.Json;
using DaxNative;
using PageTableCost;

const int Refused = 1, NotLinux = 3, WrongUsage = 64;
if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("PageTableCost needs Linux.");
    return NotLinux;
}

var devices = new Argument<string[]>("device") { Description = "Devices such as /dev/dax0.0; without any, all that are in devdax mode.", Arity = ArgumentArity.ZeroOrMore };
var length = new Option<long>("--mebibytes") { Description = "How much of each device to map; less where it has less.", DefaultValueFactory = _ => 1024 };
var json = new Option<bool>("--json") { Description = "Machine-readable output." };
length.Validators.Add(option =>
{
    if (option.GetValue(length) is < 1 or > 1L << 24)
    {
        option.AddError("--mebibytes must be from 1 to 16777216.");
    }
});

// An argument of any number takes whatever looks like no option that is known.
devices.Validators.Add(argument =>
{
    foreach (string text in argument.Tokens.Select(token => token.Value).Where(text => text.StartsWith('-')))
    {
        argument.AddError($"{text} is neither an option nor a device.");
    }
});
var command = new RootCommand("What the page tables of a mapping cost at each align of device-dax. Every page is written, with what it holds already.")
{
    devices, length, json,
};
command.SetAction(Run);

ParseResult parsed = command.Parse(args);
int status = parsed.Invoke();
return parsed.Errors.Count > 0 ? WrongUsage : status;

int Run(ParseResult parsed)
{
    try
    {
        string[] named = parsed.GetValue(devices) is { Length: > 0 } some ? some : [.. Measurement.DevDaxNodes()];
        if (named.Length == 0)
        {
            Console.Error.WriteLine("There is no device in devdax mode. Make one: tools/ndctl-setup.sh create --mode devdax.");
            return Refused;
        }

        IReadOnlyList<Cost> costs = [.. named.Select(path => Measurement.Of(path, parsed.GetValue(length) << 20))];
        if (parsed.GetValue(json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new Report(Cost.Processes, costs), ReportJson.Default.Report));
        }
        else
        {
            Screen.Show(costs);
        }

        return costs.Any(cost => cost.Why is not null) ? Refused : 0;
    }
    catch (DaxException refusal)
    {
        Console.Error.WriteLine(refusal.Message);
        return Refused;
    }
}
