namespace DaxNative.Testing;

/// <summary>Takes one event of a trace to the model, or what a fault makes of it.</summary>
internal static class TraceStep
{
    /// <returns>Whether anything became durable.</returns>
    internal static bool Apply(Trace trace, int index, TraceFault? fault, bool isRecovery, PendingStores pending, CrashImage? image)
    {
        ref readonly TraceEvent entry = ref trace[index];
        if (fault is null || !fault.Hits(entry, isRecovery))
        {
            return pending.Apply(entry, index, trace, image);
        }

        return fault.IsOnAnotherThread && pending.Apply(TraceFault.Change(entry), index, trace, image);
    }
}
