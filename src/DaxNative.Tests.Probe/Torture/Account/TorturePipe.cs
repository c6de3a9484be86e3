using Microsoft.Win32.SafeHandles;

namespace DaxNative.Tests;

/// <summary>Where a writer tells what it did, without a buffer: what was sent is with the other side, whatever happens next.</summary>
/// <param name="output">Without a buffer of its own.</param>
internal sealed class TorturePipe(FileStream output) : ITortureListener, IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>A child's standard output. Console's own stream takes a broken pipe for a reason to be silent.</summary>
    internal static TorturePipe ToParent() => new(new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0));

    public void Send(params ReadOnlySpan<TortureEvent> events)
    {
        Span<byte> bytes = stackalloc byte[events.Length * TortureEvent.Size];
        for (int i = 0; i < events.Length; i++)
        {
            events[i].Write(bytes.Slice(i * TortureEvent.Size, TortureEvent.Size));
        }

        lock (_gate)
        {
            output.Write(bytes);
        }
    }

    public void Dispose() => output.Dispose();
}

/// <summary>Whoever keeps the account of what writers say.</summary>
internal interface ITortureListener
{
    void Send(params ReadOnlySpan<TortureEvent> events);
}
