namespace DaxNative.Tests;

/// <summary>How far the stores to one line have come on their way to the media.</summary>
internal sealed class LineTrace(string file, long line)
{
    private MachineEvent? _dirty;
    private MachineEvent? _flushed;

    internal void Store(MachineEvent one)
    {
        if (one.IsNonTemporal)
        {
            _flushed = one;
        }
        else
        {
            _dirty = one;
        }
    }

    /// <returns>False when nothing waits to be flushed.</returns>
    internal bool Flush(MachineEvent one)
    {
        bool isDirty = _dirty is not null;
        (_dirty, _flushed) = (null, one);
        return isDirty;
    }

    internal void Fence() => _flushed = null;

    internal string? NotWrittenBack() => _dirty is { } store
        ? $"the line at {line} of {file} was not written back after {store}"
        : null;

    internal string? NotFenced() => _flushed is { } last ? $"the line at {line} of {file}: no fence after {last}" : null;
}
