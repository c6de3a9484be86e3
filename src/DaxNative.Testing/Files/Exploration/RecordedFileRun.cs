namespace DaxNative.Testing;

/// <summary>A run on files that happened once and is crashed many times.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Before">The files before it, all of them durable.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Operations">Its operations.</param>
internal sealed record RecordedFileRun(
    FileCrashScenario Scenario, FileImage Before, List<FileEvent> Trace, IReadOnlyList<CrashOperation> Operations)
{
    /// <summary>How many flushes there were, of files and of directories.</summary>
    internal int Flushes => Trace.Count(entry => entry.IsFlush);

    /// <summary>Runs a scenario.</summary>
    /// <exception cref="ArgumentException">A flush is to fail that the run does not make.</exception>
    internal static RecordedFileRun Record(FileCrashScenario scenario, ExplorerOptions options)
    {
        scenario.Check();
        var prepared = new SimulatedFileSystem();
        scenario.Prepare?.Invoke(prepared);
        FileImage before = prepared.ToImage();
        var recorder = new FileRecorder(options.KeepsSources, scenario.FailedFlushes);
        var files = new SimulatedFileSystem(before) { Recorder = recorder };
        scenario.Run(new FileCrashRun(files, recorder));
        files.Recorder = null;
        var run = new RecordedFileRun(scenario, before, [.. recorder.Trace], [.. recorder.Operations]);
        foreach (int flush in scenario.FailedFlushes.Where(flush => flush < 0 || flush >= run.Flushes))
        {
            throw new ArgumentException($"The scenario '{scenario.Name}' wants flush {flush} to fail, and its run makes {run.Flushes} flushes, from 0; name one of them.", nameof(scenario));
        }

        return run;
    }

    /// <summary>A flush that the model takes as not made, to see whether that is found; null for none.</summary>
    internal LeftOut? LeftOut { get; init; }

    /// <summary>The disk at the beginning of the run, or of a recovery.</summary>
    internal DiskModel Model(FileImage durable, bool isRecovery) =>
        new(durable, Scenario.Rules, Scenario.SectorSize, LeftOut?.IsInRecovery == isRecovery ? LeftOut : null);

    /// <summary>Of everything that happened: two runs with the same one were the same.</summary>
    internal ulong Fingerprint()
    {
        ulong hash = Before.Hash;
        foreach (FileEvent entry in Trace)
        {
            hash = ImageHash.Mix(hash ^ ((ulong)entry.Kind << 48) ^ ((ulong)(uint)entry.Operation << 16) ^ (entry.IsFailed ? 1UL : 0));
            hash = ImageHash.Mix(hash ^ ContentHash.Of(entry.Path) ^ (ulong)entry.Offset);
            hash = ImageHash.Mix(hash ^ ContentHash.Of(entry.To ?? "") ^ (uint)entry.LengthAfter);
            hash = ImageHash.Mix(hash ^ ContentHash.Of(entry.Pages));
        }

        return hash;
    }
}
