using DaxNative.Queues;
using DaxNative.Testing;

// Cuts the power of a small queue wherever it can be cut. Needs no persistent memory and runs on any system.
const string Usage = """
    usage: PersistentQueue [--bug] [--seed NUMBER] [--html FILE]

      --bug    leave out the drain between an item and the tail that counts it
      --seed   decides which images are sampled where there are too many (default 1)
      --html   writes the report as a page for a browser, too

    Exit code: 0 when no crash image failed, 1 when one did, 64 when the command line is wrong.
    """;
bool hasBug = false;
ulong seed = 1;
string? page = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--bug":
            hasBug = true;
            break;
        case "--seed" when i + 1 < args.Length && ulong.TryParse(args[i + 1], out seed):
            i++;
            break;
        case "--html" when i + 1 < args.Length:
            page = args[++i];
            break;
        case "--help" or "-h":
            Console.WriteLine(Usage);
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 64;
    }
}

CrashReport report = CrashExplorer.Explore(QueueScenario.Create(hasBug), new ExplorerOptions { Seed = seed, MaxReportedFailures = 1 });
Console.WriteLine(report);
if (page is not null)
{
    using var writer = new StreamWriter(page);
    report.WriteHtml(writer);
}

return report.FailedImages == 0 ? 0 : 1;
