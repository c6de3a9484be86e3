using System.Globalization;
using System.IO.Enumeration;
using DaxNative.Benchmarks;

// As the other program's verb of that name, for the cases with peers from packages.
if (args is not ["compare", var native, var scratch, var rounds, var glob, var names])
{
    Console.Error.WriteLine("usage: DaxNative.Benchmarks.Peers compare NATIVE-FOLDER SCRATCH-FOLDER ROUNDS CASE-GLOB NAMES-FILE");
    return 2;
}

string[] wanted = [.. PeerCases.Names.Where(name => FileSystemName.MatchesSimpleExpression(glob, name))];
if (wanted.Length == 0)
{
    return Compare.NoneOf(PeerCases.Names, names);
}

int count = int.Parse(rounds, CultureInfo.InvariantCulture);
using var area = new Area(scratch, count == 0 ? Compare.CheckedArea : Compare.MeasuredArea);
using var logs = new PeerLogs(area, scratch);
ComparisonCase[] all = [.. PeerCases.All(logs)];
return Compare.Run(area, NativePeer.Load("C", Path.Combine(native, "liblimit.so")), all, [.. all.Where(of => wanted.Contains(of.Name))], count);
