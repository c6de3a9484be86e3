namespace DaxNative.Tests;

/// <summary>Cuts a trace where the program marked it.</summary>
internal static class TraceWindows
{
    /// <summary>The events between the two markers of each operation, by its number.</summary>
    /// <param name="events">The trace.</param>
    /// <param name="markers">The file that the markers are stored to.</param>
    /// <exception cref="InvalidDataException">A marker has no other.</exception>
    internal static Dictionary<int, TraceWindow> Cut(IEnumerable<MachineEvent> events, string markers)
    {
        var windows = new Dictionary<int, TraceWindow>();
        MachineEvent? open = null;
        var within = new List<MachineEvent>();
        foreach (MachineEvent one in events)
        {
            bool isMarker = one.Kind == MachineEventKind.Store && one.File == markers;
            if (isMarker && one.Offset == TracedOperation.BeginMarker)
            {
                // A store of 0 makes the file, not a marker.
                open = one.Value == 0 ? null : one;
                within.Clear();
            }
            else if (isMarker && one.Offset == TracedOperation.EndMarker && one.Value != 0)
            {
                if (open is not { } begin || begin.Value != one.Value)
                {
                    throw new InvalidDataException($"{one} ends what did not begin.");
                }

                windows.Add(checked((int)one.Value), new TraceWindow(begin.Thread, [.. within]));
                open = null;
            }
            else if (open is not null)
            {
                within.Add(one);
            }
        }

        return windows;
    }
}

/// <summary>What happened during an operation.</summary>
/// <param name="Thread">Whose operation it was.</param>
/// <param name="Events">What all threads did meanwhile.</param>
internal sealed record TraceWindow(int Thread, IReadOnlyList<MachineEvent> Events);
