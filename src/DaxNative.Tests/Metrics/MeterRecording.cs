using System.Diagnostics.Metrics;

namespace DaxNative.Tests;

/// <summary>What the library's meter tells while a test runs: events of the test's own thread only, and readings of the whole process.</summary>
internal sealed class MeterRecording : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _read = [];

    internal MeterRecording()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "DaxNative")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Each event as <c>name{tag=value}</c> in order, durations without how long.</summary>
    internal List<string> Events { get; } = [];

    internal List<double> Durations { get; } = [];

    /// <summary>Called for each event, on the thread that tells it.</summary>
    internal Action<string>? Told { get; set; }

    /// <summary>What an instrument says now under some tags; 0 where it says nothing.</summary>
    internal long Read(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _read.GetValueOrDefault(instrument);
    }

    public void Dispose() => _listener.Dispose();

    private void Record<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            return;
        }

        string key = Key(instrument.Name, tags);
        switch (value)
        {
            case long read when instrument.IsObservable:
                _read[key] = read;
                break;
            case long count:
                Events.Add(count == 1 ? key : $"{key}+{count}");
                Told?.Invoke(key);
                break;
            case double duration:
                Events.Add(key);
                Durations.Add(duration);
                break;
        }
    }

    private static string Key(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            words.Add($"{tag.Key}={tag.Value}");
        }

        return words.Count == 0 ? name : $"{name}{{{string.Join(',', words)}}}";
    }
}
