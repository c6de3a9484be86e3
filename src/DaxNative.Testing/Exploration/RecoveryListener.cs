namespace DaxNative.Testing;

/// <summary>Records what a recovery does, on the one thread that it has.</summary>
internal sealed class RecoveryListener(TraceRecorder recorder) : IDomainListener
{
    private const int NoOperation = -1;

    internal TraceRecorder Recorder => recorder;

    public void Stored(long offset, long length, StoreOptions options) => recorder.Stored(0, NoOperation, offset, length, options);

    public void Flush(long offset, long length) => recorder.Flush(0, NoOperation, offset, length);

    public void Drain() => recorder.Drain(0, NoOperation);

    internal void End() => recorder.FindSpanStores(0, NoOperation);
}
