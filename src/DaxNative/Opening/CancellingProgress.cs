namespace DaxNative;

/// <summary>Ends a long creation where it reports how far it is.</summary>
/// <param name="inner">Who wants to know; null for nobody.</param>
/// <param name="cancellation">Of the creation.</param>
internal sealed class CancellingProgress(IProgress<long>? inner, CancellationToken cancellation) : IProgress<long>
{
    public void Report(long value)
    {
        inner?.Report(value);
        cancellation.ThrowIfCancellationRequested();
    }
}
