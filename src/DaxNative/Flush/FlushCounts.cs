using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>
/// How many lines were flushed and how often was fenced, for who turns it on before the process starts. Each thread counts for
/// itself, in a cache line of its own and without a locked instruction.
/// </summary>
/// <remarks>
/// Off, it costs nothing: once the class is initialised the JIT takes <see cref="IsOn"/> for a constant. Compiled ahead of time it is
/// off, because there it would be a load and a branch each time; the feature switch turns it on there when the program is published.
/// What counts is never inlined, so that a listing of the machine code names it wherever it is.
/// </remarks>
internal static class FlushCounts
{
    internal const string Variable = "DAXNATIVE_COUNT_FLUSHES";
    internal const string Switch = "DaxNative.CountFlushes";

    private static readonly bool s_isOn = AppContext.TryGetSwitch(Switch, out bool isOn) ? isOn : Environment.GetEnvironmentVariable(Variable) == "1";

    private static readonly Lock s_gate = new();
    private static readonly List<ThreadCounts> s_threads = [];
    private static long s_endedLines;
    private static long s_endedFences;

    [ThreadStatic]
    private static ThreadCounts? t_counts;

    [FeatureSwitchDefinition(Switch)]
    internal static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeFeature.IsDynamicCodeSupported && s_isOn;
    }

    /// <summary>
    /// Makes the thread's counts, so that nothing is allocated where nothing may throw: between a thread's announcement and its end.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Prepare() => t_counts ??= Create();

    /// <summary>Counts what a flush stub is called for.</summary>
    /// <param name="start">The first line.</param>
    /// <param name="end">Where the range ends.</param>
    /// <param name="step">How far the stub moves on with each flush.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void AddLines(nuint start, nuint end, nuint step) => (t_counts ??= Create()).Line.Lines += (long)((end - start + step - 1) / step);

    /// <summary>Counts a fence.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void AddFence() => (t_counts ??= Create()).Line.Fences++;

    /// <summary>What all threads together have counted, also those that have ended.</summary>
    internal static (long Lines, long Fences) Sum()
    {
        lock (s_gate)
        {
            TakeOverEnded();
            return (s_endedLines + s_threads.Sum(thread => Volatile.Read(ref thread.Line.Lines)), s_endedFences + s_threads.Sum(thread => Volatile.Read(ref thread.Line.Fences)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadCounts Create()
    {
        var counts = new ThreadCounts(Thread.CurrentThread);
        lock (s_gate)
        {
            TakeOverEnded();
            s_threads.Add(counts);
        }

        return counts;
    }

    private static void TakeOverEnded() => s_threads.RemoveAll(static thread =>
    {
        if (thread.Owner.IsAlive)
        {
            return false;
        }

        // What a thread has counted before its end, whoever knows of its end sees.
        s_endedLines += thread.Line.Lines;
        s_endedFences += thread.Line.Fences;
        return true;
    });

    private sealed class ThreadCounts(Thread owner)
    {
        internal CountsLine Line;

        internal Thread Owner { get; } = owner;
    }

    // As ThreadSlot's: no two threads write to the same cache line, wherever the collector puts it.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct CountsLine
    {
        [FieldOffset(56)]
        internal long Lines;

        [FieldOffset(64)]
        internal long Fences;
    }
}
