using Microsoft.Win32.SafeHandles;

namespace DaxNative.Logs;

/// <summary>A child's standard output, without a buffer: what was sent is with the parent, whatever happens next.</summary>
internal sealed class TorturePipe : IDisposable
{
    // Console's own stream takes a broken pipe for a reason to be silent.
    private readonly FileStream _output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
    private readonly Lock _gate = new();

    internal void Send(params ReadOnlySpan<TortureEvent> events)
    {
        Span<byte> bytes = stackalloc byte[events.Length * TortureEvent.Size];
        for (int i = 0; i < events.Length; i++)
        {
            events[i].Write(bytes.Slice(i * TortureEvent.Size, TortureEvent.Size));
        }

        lock (_gate)
        {
            _output.Write(bytes);
        }
    }

    public void Dispose() => _output.Dispose();
}
