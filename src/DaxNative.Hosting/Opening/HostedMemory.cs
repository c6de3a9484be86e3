using System.Diagnostics;
using System.Runtime.Versioning;
using DaxNative.Log;
using Microsoft.Extensions.Logging;

namespace DaxNative.Hosting;

/// <summary>What the host opens under one name.</summary>
/// <param name="key">Of the section that names it.</param>
/// <param name="path">Of its file or device.</param>
internal abstract class HostedMemory(string key, string path)
{
    internal string Key => key;

    internal string Path => path;

    /// <summary>Its memory; null until it is open.</summary>
    internal abstract PersistentMapping? Mapping { get; }

    /// <summary>Why it was not opened, the last time that somebody wanted it; null where nobody did, or it is open.</summary>
    internal abstract Exception? Failure { get; }

    /// <summary>Why what was opened cannot be used any more; null while it can.</summary>
    internal abstract Exception? Refusal { get; }
}

/// <summary>What the host opens under one name: once, whoever asks for it first. After a failure whoever asks next tries again.</summary>
internal abstract class HostedMemory<T>(string key, string path, ILogger logger) : HostedMemory(key, path)
    where T : class
{
    private readonly Lock _opening = new();
    private volatile T? _opened;
    private volatile Exception? _failure;

    internal override Exception? Failure => _failure;

    internal T? Opened => _opened;

    /// <summary>Opens it, or returns what was opened.</summary>
    /// <param name="cancellation">Ends an opening where the core reports how far it is: while a file is written, or a log recovered.</param>
    /// <exception cref="DaxException">The file or device cannot be mapped as asked; the message begins with the key.</exception>
    /// <exception cref="LogException">There is no log that could be opened; the message begins with the key.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is open, and the next who asks tries again.</exception>
    internal T Open(CancellationToken cancellation = default)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException($"{Key}: Mapping persistent memory needs Linux on x86-64 or Arm64.");
        }

        lock (_opening)
        {
            return _opened ??= OpenFirst(cancellation);
        }
    }

    [SupportedOSPlatform("linux")]
    protected abstract T OpenNow(CancellationToken cancellation);

    protected abstract PersistentMapping MappingOf(T opened);

    [SupportedOSPlatform("linux")]
    private T OpenFirst(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long since = Stopwatch.GetTimestamp();

        // Let go of afterwards: a log reports its later growth too, which is no part of the opening.
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            T opened = OpenNow(opening.Token);
            HostingEvents.Opened(logger, Key, MappingOf(opened), Stopwatch.GetElapsedTime(since));
            _failure = null;
            return opened;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            _failure = OpeningFailure.At(Key, cause);
            HostingEvents.NotOpened(logger, _failure.Message);
            throw _failure;
        }
    }
}
