namespace DaxNative.Tests;

/// <summary>A mapping at page granularity whose write-back takes until <see cref="Leave"/> is set.</summary>
internal sealed class SlowMemory : IDisposable
{
    private const int Size = 1 << 16;

    internal SlowMemory()
    {
        var reservation = AddressReservation.Create("slow", 0, Size, Environment.SystemPageSize);
        var guarantee = new DurabilityGuarantee(StoreGranularity.Page, DurabilityEvidence.Volatile, FlushInstruction.None, false, PersistenceDomain.Unknown, "slow");
        var description = new MappingDescription("slow", 0, Size, guarantee, IsReadOnly: false);
        Map = new PersistentMapping(description, new KernelMemory("slow", reservation, null), new WaitingWriteBack(this), InlinePath.None, null);
    }

    internal PersistentMapping Map { get; }

    internal ManualResetEventSlim Entered { get; } = new();

    internal ManualResetEventSlim Leave { get; } = new();

    public void Dispose()
    {
        Leave.Set();
        Map.Dispose();
        Entered.Dispose();
        Leave.Dispose();
    }

    private sealed class WaitingWriteBack(SlowMemory owner) : WriteBack
    {
        internal override bool MergesRanges => false;

        internal override void Flush(long offset, long length)
        {
            owner.Entered.Set();
            owner.Leave.Wait();
        }

        internal override void Drain()
        {
        }

        internal override void DeepFlush(long offset, long length)
        {
        }
    }
}
