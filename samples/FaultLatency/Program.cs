using System.CommandLine;
using System.Text.Json;
using DaxNative;
using FaultLatency;

const int Refused = 1, NotLinux = 3, WrongUsage = 64, Interrupted = 130;
if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("FaultLatency needs Linux.");
    return NotLinux;
}

var path = new Argument<string>("path") { Description = "A folder to make files in, or a file to create; both are left as they were." };
var pages = new Option<int>("--pages") { Description = "Pages to fault in.", DefaultValueFactory = _ => 512 };
var loadSize = new Option<int>("--load-size") { Description = "MiB that the background copy copies, over and over; needs twice that room.", DefaultValueFactory = _ => 64 };
var json = new Option<bool>("--json") { Description = "Machine-readable output." };
pages.Validators.Add(option => RequireWithin(option, pages, 1, 1 << 18));
loadSize.Validators.Add(option => RequireWithin(option, loadSize, 1, 1 << 20));
var command = new RootCommand("How long a page fault takes: a file written in full or empty, with and without a background copy, with and without MAP_SYNC.")
{
    path, pages, loadSize, json,
};

// On another thread: Ctrl-C is listened for once the action has been started.
command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));

ParseResult parsed = command.Parse(args);
int status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? WrongUsage : status;

static void RequireWithin(System.CommandLine.Parsing.OptionResult option, Option<int> which, int least, int most)
{
    int value = option.GetValue(which);
    if (value < least || value > most)
    {
        option.AddError($"{which.Name} must be from {least} to {most}.");
    }
}

int Run(ParseResult parsed, CancellationToken cancellation)
{
    try
    {
        var target = Target.Of(parsed.GetRequiredValue(path));
        List<Result> results = [];
        foreach (Cell cell in Cell.All)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Measurement.Run(target, cell, parsed.GetValue(pages), parsed.GetValue(loadSize), cancellation));
        }

        var report = Report.Of(target, parsed.GetValue(pages), results);
        if (parsed.GetValue(json))
        {
            Console.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.Report));
        }
        else
        {
            Screen.Show(report, results);
        }

        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Interrupted; the files are removed.");
        return Interrupted;
    }
    catch (ArgumentException wrong)
    {
        Console.Error.WriteLine(wrong.Message);
        return WrongUsage;
    }
    catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(refusal.Message);
        return Refused;
    }
}
