using System.Runtime.CompilerServices;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>The memory that the cases run on: one file for plain stores, which begins with the markers, and one for a log.</summary>
internal sealed class TraceTarget : IDisposable
{
    /// <summary>Where the room for plain stores begins: behind the markers, at a page.</summary>
    internal const long Room = 4096;

    private const long PlainLength = 1 << 20;
    private const long LogLength = 8 << 20;

    private TraceTarget(string folder, string name, long logLength, bool isVolatile)
    {
        (PlainFile, LogFile) = ($"{name}.plain", $"{name}.log");
        Map = Open(Path.Combine(folder, PlainFile), PlainLength, isVolatile);
        LogMap = Open(Path.Combine(folder, LogFile), logLength, isVolatile);
        Log = TransactionalLog.Create(LogMap);
    }

    internal string PlainFile { get; }

    internal string LogFile { get; }

    internal PersistentMapping Map { get; }

    internal PersistentMapping LogMap { get; }

    internal TransactionalLog Log { get; }

    /// <summary>Of one owner, until somebody shares the log.</summary>
    internal LogAppender Appender
    {
        get => field ??= Log.AcquireAppender();
        private set;
    }

    /// <summary>Has the log ready for appends of any thread.</summary>
    internal void ReleaseAppender()
    {
        Appender.Dispose();
        Appender = null!;
    }

    public void Dispose()
    {
        ReleaseAppender();
        Log.Dispose();
        LogMap.Dispose();
        Map.Dispose();
    }

    /// <summary>On the file system that is watched.</summary>
    internal static TraceTarget Traced(string folder, string name, long logLength = LogLength) => new(folder, name, logLength, isVolatile: false);

    /// <summary>On memory that is not.</summary>
    internal static TraceTarget Unwatched(string name) =>
        new(Directory.CreateDirectory(Path.Combine("/dev/shm", Path.GetRandomFileName())).FullName, name, LogLength, isVolatile: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Begin(int number) => Volatile.Write(ref Map.Ref<long>(TracedOperation.BeginMarker), number);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void End(int number) => Volatile.Write(ref Map.Ref<long>(TracedOperation.EndMarker), number);

    private static PersistentMapping Open(string path, long length, bool isVolatile) => PersistentMapping.Open(path, new MappingOptions
    {
        Mode = FileMode.OpenOrCreate,
        Length = length,
        AllowVolatile = isVolatile,
        RequiredGranularity = StoreGranularity.CacheLine,
    });
}
