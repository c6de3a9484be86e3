namespace DaxNative.Testing;

/// <summary>A run that happened once and is crashed many times.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Before">The memory before it, all of it durable.</param>
/// <param name="FilledPages">Where that may be anything but zero.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Operations">Its operations.</param>
/// <param name="Sources">Where in the source each event was made, as far as known.</param>
/// <param name="Schedule">In which order the writers took turns.</param>
internal sealed record RecordedRun(
    CrashScenario Scenario, ulong[] Before, int[] FilledPages, Trace Trace, IReadOnlyList<CrashOperation> Operations, IReadOnlyList<SourcePlace?> Sources, ScheduleTaken Schedule)
{
    /// <summary>Runs a scenario.</summary>
    /// <exception cref="ArgumentException">It has nothing to run, or too many writers.</exception>
    /// <exception cref="CrashScenarioException">A function of it is async.</exception>
    /// <exception cref="InvalidOperationException">The writers block each other, or too many threads stored or flushed.</exception>
    internal static RecordedRun Record(CrashScenario scenario, ExplorerOptions options)
    {
        if (scenario.Run is null && scenario.Writers.Count == 0)
        {
            throw new ArgumentException($"The scenario '{scenario.Name}' runs nothing; set Run or Writers.", nameof(scenario));
        }

        if (scenario.Writers.Count + (scenario.Run is null ? 0 : 1) > RunRecording.MostWriters)
        {
            throw new ArgumentException(
                $"The scenario '{scenario.Name}' has {scenario.Writers.Count} writers; a run has at most {RunRecording.MostWriters} threads, that of Run included.",
                nameof(scenario));
        }

        scenario.RefuseAsync();
        PersistentMapping mapping = SimulatedDomain.Map(scenario.Length, scenario.Granularity, out SimulatedDomain domain);
        RunRecording? recording = null;
        try
        {
            scenario.Prepare?.Invoke(mapping);
            int[] filled = MemoryWords.PagesOf(domain.Touched.All);
            ulong[] before = new ulong[scenario.Length / Lines.WordSize];
            MemoryWords.CopyPages(MemoryWords.Of(mapping), before, filled);
            domain.Touched.Clear();
            recording = new RunRecording(mapping, domain.Touched, before, options.KeepsSources);
            domain.Listener = recording;
            var policy = new TurnPolicy(options.Seed, options.Schedule);
            Run(scenario, options, recording, policy);
            recording.TakeBack();
            return new RecordedRun(scenario, before, filled, recording.Trace, recording.Operations, recording.Sources, new ScheduleTaken(options.Schedule, policy.Name, recording.Schedule, recording.TimesBlocked, recording.TimesGuessed));
        }
        finally
        {
            domain.Listener = null;

            // Never freed under a thread that lives on: it may store through a span.
            if (recording is not { HasThreadsLeft: true })
            {
                mapping.Dispose();
            }
        }
    }

    /// <summary>How many stores were found by comparing.</summary>
    internal int StoresFound
    {
        get
        {
            int count = 0;
            foreach (ref readonly TraceEvent entry in Trace.Events)
            {
                count += entry.Kind == TraceEventKind.SpanStore ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>What the run by itself does not prove.</summary>
    internal CrashGaps Gaps()
    {
        bool isStored = false;
        foreach (ref readonly TraceEvent entry in Trace.Events)
        {
            isStored |= entry.WordCount != 0;
        }

        return (isStored ? CrashGaps.None : CrashGaps.NothingStored) | (Operations.Count != 0 ? CrashGaps.None : CrashGaps.NoOperation);
    }

    /// <summary>Of everything that happened: two runs with the same one were the same.</summary>
    internal ulong Fingerprint() => Trace.Fingerprint();

    private static void Run(CrashScenario scenario, ExplorerOptions options, RunRecording recording, TurnPolicy policy)
    {
        if (options.KeepsSources)
        {
            // The first look at a stack loads symbols, which takes long enough to look like spinning.
            SourcePlace.OfCaller();
        }

        if (scenario.Run is { } run)
        {
            // The first thread's number is 0.
            int writer = recording.NumberOfThisThread() ?? 0;
            run(new CrashRun(recording, writer));
            recording.FindSpanStores(writer);
        }

        if (scenario.Writers.Count != 0)
        {
            WriterTurns.Run(recording, scenario.Writers, policy);
        }

        recording.End();
        recording.ThrowIfTooManyThreads();
    }
}
