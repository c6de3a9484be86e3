using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>docs/metrics.md has every instrument of both meters, with its kind and its unit, and none that there is not.</summary>
public sealed partial class DocumentedInstrumentsTests
{
    // Made only where the count was turned on: see FlushCountsTests.
    private static readonly string[] s_optIn = ["daxnative.flush.fences ObservableCounter {fence}", "daxnative.flush.lines ObservableCounter {line}"];

    [Fact]
    public void ThePage_ListsWhatTheMetersHave()
    {
        using var temp = TempPath.InMemory();
        TransactionalLog.OpenOrCreate(temp.Path, new LogOptions { Length = 1 << 20, AllowVolatile = true }).Dispose();
        var made = new List<string>();
        using (var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is "DaxNative" or "DaxNative.Log")
                {
                    made.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
                    Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name);
                }
            },
        })
        {
            listener.Start();
        }

        string[] documented = [.. Row().Matches(Repository.Read("docs/metrics.md")).Select(row => $"{row.Groups["name"]} {row.Groups["kind"]} {row.Groups["unit"]}")];

        // Another test beside this one may have a log open: its meter is one more of the same name.
        Assert.Equal(made.Concat(s_optIn).Distinct().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0];

    // | `name` | Kind | `unit` |
    [GeneratedRegex(@"^\| `(?<name>daxnative\.[\w.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
