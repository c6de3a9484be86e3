using Microsoft.Extensions.Logging;

namespace DaxNative.Log;

/// <summary>What a log tells an ILogger.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(1, LogLevel.Information, "The log {Path} is open at {Granularity} granularity. It was closed: {WasClean}. Records dropped: {Dropped}. Took {Milliseconds} ms.")]
    internal static partial void Opened(ILogger logger, string path, StoreGranularity granularity, bool wasClean, long dropped, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "The log {Path} cannot go on: something could not be made durable.")]
    internal static partial void Faulted(ILogger logger, Exception cause, string path);

    [LoggerMessage(3, LogLevel.Information, "The log {Path} is closed at {Tail}.")]
    internal static partial void Closed(ILogger logger, string path, LogSequenceNumber tail);

    [LoggerMessage(4, LogLevel.Information, "The log {Path} has grown to {Capacity} bytes of records.")]
    internal static partial void Grown(ILogger logger, string path, long capacity);

    [LoggerMessage(5, LogLevel.Warning, "An appender of the log {Path} was not disposed. The garbage collector found it; until then nobody could append.")]
    internal static partial void AppenderForgotten(ILogger logger, string path);

    [LoggerMessage(6, LogLevel.Warning, "A reader of the log {Path} was not disposed. The garbage collector found it; until then its room could not be used again.")]
    internal static partial void ReaderForgotten(ILogger logger, string path);

    [LoggerMessage(7, LogLevel.Error, "The log {Path} could not be closed. It is as it would be after a crash.")]
    internal static partial void NotClosed(ILogger logger, Exception cause, string path);
}
