using System.Diagnostics.Metrics;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>read-while-published PATH</c>: opens the process's first mapping under a listener that has another thread read the meter while
/// each instrument is being made, and waits for that. Says <c>read</c>, or <c>stuck</c> where the two wait for each other.
/// </summary>
internal static class ReadWhilePublished
{
    // Only where they are stuck does anybody wait so long.
    private static readonly TimeSpan s_stuck = TimeSpan.FromSeconds(100);

    internal static int Run(string[] args)
    {
        bool isStuck = false;
        int published = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "DaxNative" && !isStuck)
                {
                    listener.EnableMeasurementEvents(instrument);
                    var reader = new Thread(listener.RecordObservableInstruments) { IsBackground = true };
                    reader.Start();
                    isStuck = !reader.Join(s_stuck);
                    published++;
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.Start();
        using PersistentMapping map = PersistentMapping.Open(args[0], new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 4096, AllowVolatile = true });
        Console.WriteLine(isStuck ? "stuck" : published == 0 ? "nothing published" : "read");
        return 0;
    }
}
