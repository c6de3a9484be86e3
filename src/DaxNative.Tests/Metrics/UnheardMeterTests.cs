using Xunit;

namespace DaxNative.Tests;

/// <summary>Where nobody listens, the meter costs no memory.</summary>
[Collection(ReadsTheWholeProcess.Name)]
public sealed class UnheardMeterTests : IDisposable
{
    private readonly TempPath _disk = TempPath.OnDisk().WithFile(1 << 20);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void MsyncAndDeepFlush_AllocateNothing()
    {
        using PersistentMapping map = PersistentMapping.Open(_disk.Path);
        Use(map);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Use(map);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void CallThatNobodyTimes_LooksAtNoClock()
    {
        Assert.Equal(0, DaxNativeMeter.Msync.Begin());

        using (var meter = new MeterRecording())
        {
            Assert.NotEqual(0, DaxNativeMeter.Msync.Begin());
        }

        Assert.Equal(0, DaxNativeMeter.Msync.Begin());
    }

    private static void Use(PersistentMapping map)
    {
        for (int i = 0; i < 100; i++)
        {
            map.Persist(0, 8);
            map.DeepFlush(4096, 8);
        }
    }
}
