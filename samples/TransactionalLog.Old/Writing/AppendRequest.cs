using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace DaxNative.Logs;

/// <summary>One awaited append; used again once its result was taken, so that awaiting allocates nothing.</summary>
internal sealed class AppendRequest : IValueTaskSource<LogSequenceNumber>
{
    private static readonly ConcurrentQueue<AppendRequest> s_spare = new();

    private ManualResetValueTaskSourceCore<LogSequenceNumber> _core = new() { RunContinuationsAsynchronously = true };
    private ReadOnlyMemory<byte> _payload;
    private LogSequenceNumber _number;

    internal ValueTask<LogSequenceNumber> Task => new(this, _core.Version);

    internal static AppendRequest Rent(ReadOnlyMemory<byte> payload)
    {
        AppendRequest request = s_spare.TryDequeue(out AppendRequest? spare) ? spare : new AppendRequest();
        request._payload = payload;
        return request;
    }

    /// <summary>Appends without a fence; what is refused is answered at once.</summary>
    internal bool TryAppend(ref LogGroup group)
    {
        try
        {
            _number = group.AppendDeferred(_payload.Span);
            return true;
        }
        catch (Exception refusal)
        {
            _core.SetException(refusal);
            return false;
        }
    }

    /// <summary>Says that the record is durable, or why it is not.</summary>
    internal void Answer(Exception? failure)
    {
        if (failure is null)
        {
            _core.SetResult(_number);
        }
        else
        {
            _core.SetException(failure);
        }
    }

    public LogSequenceNumber GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _payload = default;
            s_spare.Enqueue(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
