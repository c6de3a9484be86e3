using System.Diagnostics.Tracing;

namespace DaxNative.Benchmarks;

/// <summary>How long the runtime took to stop every thread, by its own events, each time it did.</summary>
internal sealed class SuspendListener : EventListener
{
    private const string Source = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GcKeyword = (EventKeywords)1;

    private readonly Lock _gate = new();
    private readonly List<(DateTime At, TimeSpan Took)> _suspensions = [];
    private DateTime? _begun;

    /// <summary>The suspensions that began in an interval of time, in microseconds each.</summary>
    internal double[] Between(DateTime start, DateTime end)
    {
        lock (_gate)
        {
            return [.. _suspensions.Where(one => one.At >= start && one.At < end).Select(one => one.Took.TotalMicroseconds).Order()];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Informational, GcKeyword);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_gate)
        {
            if (eventData.EventName?.StartsWith("GCSuspendEEBegin", StringComparison.Ordinal) == true)
            {
                _begun = eventData.TimeStamp;
            }
            else if (eventData.EventName?.StartsWith("GCSuspendEEEnd", StringComparison.Ordinal) == true && _begun is { } begun)
            {
                _suspensions.Add((begun, eventData.TimeStamp - begun));
                _begun = null;
            }
        }
    }
}
