using System.Threading.Channels;

namespace DaxNative.Logs;

/// <summary>
/// Appends on behalf of many callers from one thread, under one fence for all that have come meanwhile: whoever awaits, waits
/// for a group and not for a fence of its own.
/// </summary>
internal sealed class LogCommitter : IDisposable
{
    /// <summary>Requests that wait at most; who comes then waits for room.</summary>
    private const int Queue = 1024;

    /// <summary>Records under one fence: beyond that the fence's share of each is small, and the first has waited long.</summary>
    private const int MostInGroup = 128;

    private readonly TransactionalLog _log;
    private readonly Thread _thread;
    private readonly List<AppendRequest> _group = new(MostInGroup);
    private readonly Channel<AppendRequest> _requests = Channel.CreateBounded<AppendRequest>(new BoundedChannelOptions(Queue) { SingleReader = true });

    internal LogCommitter(TransactionalLog log)
    {
        _log = log;
        _thread = new Thread(Run) { IsBackground = true, Name = "log committer" };
        _thread.Start();
    }

    internal ValueTask<LogSequenceNumber> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        AppendRequest request = AppendRequest.Rent(payload);
        return _requests.Writer.TryWrite(request) ? request.Task : WaitForRoomAsync(request, cancellation);
    }

    /// <summary>Turns newcomers away and returns when all who came are answered.</summary>
    public void Dispose()
    {
        _requests.Writer.TryComplete();
        _thread.Join();
    }

    private async ValueTask<LogSequenceNumber> WaitForRoomAsync(AppendRequest request, CancellationToken cancellation)
    {
        try
        {
            await _requests.Writer.WriteAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(TransactionalLog));
        }

        return await request.Task.ConfigureAwait(false);
    }

    // On one thread from the first store to the fence: a fence waits for the stores of its own CPU only.
    private void Run()
    {
        while (_requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            CommitGroup();
        }
    }

    private void CommitGroup()
    {
        Exception? failure = null;
        LogGroup group = _log.BeginGroup();
        while (_group.Count < MostInGroup && _requests.Reader.TryRead(out AppendRequest? request))
        {
            if (request.TryAppend(ref group))
            {
                _group.Add(request);
            }
        }

        try
        {
            group.Commit();
        }
        catch (Exception cause)
        {
            failure = cause;
        }

        foreach (AppendRequest request in _group)
        {
            request.Answer(failure);
        }

        _group.Clear();
    }
}
