namespace DaxNative;

/// <summary>Device-dax: no page granularity (its msync is EINVAL); deep flush through the nd region's attribute.</summary>
internal sealed class DeviceWriteBack(string path, Backing backing) : WriteBack
{
    internal override bool MergesRanges => false;

    // Admission refuses page granularity on a device, so nothing gets here; if it did, pretending would lose data.
    internal override void Flush(long offset, long length) => throw NoMsync("msync");

    internal override void Drain() => throw NoMsync("msync");

    internal override void DeepFlush(long offset, long length)
    {
        long began = DaxNativeMeter.DeepFlush.Begin();
        bool isOk = false;
        try
        {
            FlushRegion();
            isOk = true;
        }
        finally
        {
            DaxNativeMeter.DeepFlush.End(began, isOk, "attribute");
        }
    }

    private void FlushRegion()
    {
        RegionPromise region = backing.Leaves is [{ Region: { } only }] ? only : throw new DaxFailure(
            DaxError.DeepFlushNotAvailable, "deep_flush", "The device belongs to no nd region, so there is nothing to deep-flush it with.", "Use Persist.")
        {
            Path = path,
            IsPredicted = true,
        }.ToException();
        DeepFlushAttribute.Flush(region.SysfsPath);
    }

    private DaxException NoMsync(string operation) => new DaxFailure(
        DaxError.NotSupported, operation, "device-dax has no msync.", "Use cache-line or byte granularity.")
    {
        Path = path,
        Errno = Errno.EINVAL,
        ErrnoName = nameof(Errno.EINVAL),
        IsPredicted = true,
    }.ToException();
}
