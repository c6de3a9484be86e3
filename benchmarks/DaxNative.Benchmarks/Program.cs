using DaxNative.Benchmarks;

// What the scripts beside this project start: one verb a file, its arguments after it.
var verbs = new Dictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["compare"] = Compare.Run,
    ["document"] = Document.Run,
    ["gc-suspend"] = GcSuspend.Run,
    ["hot-loop"] = HotLoop.Run,
    ["micro"] = Micro.Run,
    ["middle"] = MiddleProcess.Run,
};

if (args.Length == 0 || !verbs.TryGetValue(args[0], out Func<string[], int>? verb))
{
    Console.Error.WriteLine($"usage: DaxNative.Benchmarks {string.Join('|', verbs.Keys)} ARGUMENTS");
    return 2;
}

return verb(args[1..]);
