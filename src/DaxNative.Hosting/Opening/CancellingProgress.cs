namespace DaxNative.Hosting;

/// <summary>Ends a long opening where it reports how far it is.</summary>
/// <param name="inner">Who wants to know; null for nobody.</param>
/// <param name="cancellation">Of the opening.</param>
internal sealed class CancellingProgress(IProgress<long>? inner, CancellationToken cancellation) : IProgress<long>
{
    public void Report(long value)
    {
        inner?.Report(value);
        cancellation.ThrowIfCancellationRequested();
    }
}
