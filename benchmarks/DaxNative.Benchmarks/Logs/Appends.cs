using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>A way to append. Structures, so that the loop around each is compiled for it alone.</summary>
internal interface IAppends
{
    void Append(ReadOnlySpan<byte> payload);
}

/// <summary>The log's own, from any thread.</summary>
internal readonly struct SharedAppends(TransactionalLog log) : IAppends
{
    public void Append(ReadOnlySpan<byte> payload) => log.Append(payload);
}

/// <summary>The appender, from one thread.</summary>
internal readonly struct OwnedAppends(LogAppender appender) : IAppends
{
    public void Append(ReadOnlySpan<byte> payload) => appender.Append(payload);
}

/// <summary>The appender with a lock around it, from any thread.</summary>
internal readonly struct LockedAppends(LogAppender appender, Lock gate) : IAppends
{
    public void Append(ReadOnlySpan<byte> payload)
    {
        lock (gate)
        {
            appender.Append(payload);
        }
    }
}
