using System.Diagnostics;
using DaxNative.Garnet;
using Tsavorite.core;

namespace DaxNative.Benchmarks;

/// <summary>The engine's log by itself: an entry, and a commit that is waited for, by one caller.</summary>
internal sealed class LogCase : IEngineCase
{
    private const long Kept = 16 << 20;

    private readonly SegmentStore? _store;
    private readonly IDevice _device;
    private readonly TsavoriteLog _log;
    private readonly byte[] _entry;

    internal LogCase(EnginePlace place, string folder, int size)
    {
        _store = place == EnginePlace.Ours ? SegmentStore.Open(folder, EngineServer.Ours.Store) : null;
        _device = place switch
        {
            EnginePlace.Ours => new PmemDevice(_store!, "log"),
            EnginePlace.Null => new NullDevice(),
            _ => Devices.CreateLogDevice(Path.Combine(folder, "log"), DeviceType.RandomAccess),
        };
        _log = new TsavoriteLog(new TsavoriteLogSettings
        {
            LogDevice = _device,
            LogCommitDir = Directory.CreateDirectory(folder + "-commits").FullName,
            PageSize = 4 << 20,
            MemorySize = 32 << 20,
            SegmentSize = 64 << 20,

            // The commit is a record in the log, and there is no second file to write.
            FastCommitMode = true,
            TryRecoverLatest = false,
        });
        _entry = new byte[size];
    }

    public Slice Run(TimeSpan time)
    {
        if (_log.TailAddress - _log.BeginAddress > Kept)
        {
            _log.TruncateUntil(_log.CommittedUntilAddress);
        }

        long start = Stopwatch.GetTimestamp();
        return Slice.Of(Slice.TimesOf(Append, time), Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
        _store?.Dispose();
    }

    private void Append()
    {
        _log.Enqueue(_entry);
        _log.Commit(spinWait: true);
    }
}
