using DaxNative.Tests.Probe;

// What a test must watch from outside, or must not survive, runs in this process: one verb a file, its arguments after it.
var verbs = new Dictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["address-shortage"] = AddressShortage.Run,
    ["allocate"] = Allocate.Run,
    ["crash-overflow"] = CrashOverflow.Run,
    ["crash-scale"] = CrashScale.Run,
    ["enumerate"] = Enumerate.Run,
    ["executable-memory-denied"] = ExecutableMemoryDenied.Run,
    ["flush-counts"] = FlushCounting.Run,
    ["hold"] = Hold.Run,
    ["inspect-cost"] = InspectCost.Run,
    ["interrupted-open"] = InterruptedOpen.Run,
    ["machine-trace"] = MachineTrace.Run,
#if DAXNATIVE_FAULTS
    ["machine-trace-faults"] = MachineTraceFaults.Run,
#endif
    ["open"] = Open.Run,
    [OpensAs.Name] = OpensAs.Run,
    ["persist-loop"] = PersistLoop.Run,
    [PowerCutJudge.Name] = PowerCutJudge.Run,
    ["power-cut-look"] = PowerCutFiles.Look,
    [PowerCutSpoiler.Name] = PowerCutSpoiler.Run,
    ["power-cut-store"] = PowerCutFiles.Store,
    [PowerCutWriter.Name] = PowerCutWriter.Run,
    ["prepare"] = Prepare.Run,
    ["protection-cost"] = ProtectionCost.Run,
    ["read-while-published"] = ReadWhilePublished.Run,
    ["stale-range-span"] = StaleRangeSpan.Run,
    ["stale-span"] = StaleSpan.Run,
    ["store-check"] = StoreCheck.Run,
    ["torture"] = Torture.Kills,
    ["torture-cuts"] = Torture.Cuts,
    [TortureWriter.Name] = TortureWriter.Run,
};

if (args.Length == 0 || !verbs.TryGetValue(args[0], out Func<string[], int>? verb))
{
    Console.Error.WriteLine($"usage: probe {string.Join('|', verbs.Keys)} ARGUMENTS");
    return 2;
}

return verb(args[1..]);
