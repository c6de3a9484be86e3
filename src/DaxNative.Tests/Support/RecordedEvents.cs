using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DaxNative.Tests;

/// <summary>What was told to a host's loggers.</summary>
internal sealed class RecordedEvents : ILoggerProvider
{
    internal ConcurrentQueue<(string Category, LogLevel Level, string Message)> All { get; } = new();

    /// <summary>Called with each message, by the thread that tells it.</summary>
    internal Action<string>? OnMessage { get; set; }

    internal string[] Of(LogLevel level) => [.. All.Where(one => one.Level == level && one.Category.StartsWith("DaxNative", StringComparison.Ordinal)).Select(one => one.Message)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(RecordedEvents events, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string message = formatter(state, exception);
            events.All.Enqueue((category, logLevel, message));
            events.OnMessage?.Invoke(message);
        }
    }
}
