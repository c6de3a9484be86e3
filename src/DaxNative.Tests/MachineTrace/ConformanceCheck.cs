namespace DaxNative.Tests;

/// <summary>Compares what the library says of one operation with what the machine did meanwhile.</summary>
internal sealed class ConformanceCheck
{
    private readonly TracedOperation _operation;
    private readonly TraceWindow _window;
    private readonly List<string> _differences = [];
    private readonly Dictionary<(string File, long Line), LineTrace> _lines = [];
    private readonly StoredBytes _stored;
    private int _fences;

    private ConformanceCheck(TracedOperation operation, TraceWindow window)
    {
        (_operation, _window) = (operation, window);
        _stored = new StoredBytes(operation);
    }

    /// <summary>Every difference, in words; none when the library told the truth.</summary>
    internal static IReadOnlyList<string> Differences(TracedOperation operation, TraceWindow window)
    {
        var check = new ConformanceCheck(operation, window);
        check.Replay();
        check.CheckEnd();
        return check._differences;
    }

    private void Replay()
    {
        foreach (MachineEvent one in _window.Events)
        {
            if (one.Kind == MachineEventKind.UnknownFlush)
            {
                _differences.Add($"{one}: the line is not known, because the flush does not begin its basic block");
            }
            else if (one.Kind == MachineEventKind.Store)
            {
                Store(one);
            }
            else if (one.Thread == _window.Thread && one.IsFlush)
            {
                Flush(one);
            }
            else if (one.Thread == _window.Thread && one.IsFence)
            {
                Fence(one);
            }
        }
    }

    private void Store(MachineEvent one)
    {
        if (one.Thread != _window.Thread || !_stored.Covers(one))
        {
            _differences.Add($"{one}: nothing is to be stored there by thread {one.Thread}");
            return;
        }

        if (_operation.HasWholeUnits && _stored.Tears(one) is { } unit)
        {
            _differences.Add($"{one}: the 8 bytes at {unit} can be half old and half new");
        }

        if (_operation.Claim == TraceClaim.Stored && one.IsNonTemporal)
        {
            _differences.Add($"{one}: past the caches, which nobody asked for");
        }

        _stored.Add(one);
        if (_stored.IsHint(one))
        {
            return;
        }

        for (long line = one.Line; line < one.End; line += MachineEvent.LineSize)
        {
            Line(one.File!, line).Store(one);
        }
    }

    private void Flush(MachineEvent one)
    {
        if (_operation.Claim == TraceClaim.Stored || !_stored.CoversLine(one.File, one.Line))
        {
            _differences.Add($"{one}: nothing is to be flushed there");
        }
        else if (!Line(one.File!, one.Line).Flush(one))
        {
            _differences.Add($"{one}: nothing was stored there since it was last flushed");
        }
    }

    private void Fence(MachineEvent one)
    {
        _fences += one.Kind == MachineEventKind.Sfence ? 1 : 0;
        foreach (LineTrace line in _lines.Values)
        {
            line.Fence();
        }
    }

    private void CheckEnd()
    {
        _differences.AddRange(_stored.Wrong());
        if (_operation.Claim != TraceClaim.Stored)
        {
            _differences.AddRange(_lines.Values.Select(line => line.NotWrittenBack()).OfType<string>());
        }

        if (_operation.Claim == TraceClaim.Durable)
        {
            _differences.AddRange(_lines.Values.Select(line => line.NotFenced()).OfType<string>());
        }

        if (_fences != _operation.Fences)
        {
            _differences.Add($"{_fences} SFENCE, not {_operation.Fences}");
        }
    }

    private LineTrace Line(string file, long line)
    {
        if (!_lines.TryGetValue((file, line), out LineTrace? trace))
        {
            _lines.Add((file, line), trace = new LineTrace(file, line));
        }

        return trace;
    }
}
