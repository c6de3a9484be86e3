using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>One thread of a writer: every way to append from several threads, at random. The first thread changes the log's state as well.</summary>
internal sealed class TortureThread(TransactionalLog log, ITortureListener listener, ulong seed, int round, int writer)
{
    private const int MostOwnedSteps = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(HashCode(seed, round, writer));
    private readonly TortureState _state = new(log, listener);
    private int _next;

    internal void Run(long operations)
    {
        for (long i = 0; i < operations; i++)
        {
            // In time, so that others find room.
            if (writer == 0 && (log.Used > log.Capacity / 2 || _random.Next(30) == 0))
            {
                _state.Change(_random);
            }

            try
            {
                Step();
            }
            catch (LogException refusal) when (refusal.Error is LogError.Full or LogError.AppenderInUse or LogError.RecordTooLarge)
            {
                Thread.Yield();
            }
        }
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 5:
                Acknowledge(1, log.Append(Record(0).Payload(seed)));
                break;
            case < 7:
                AppendAsync(_random.Next(1, TortureRecord.MostTogether));
                break;
            default:
                using (LogAppender appender = log.AcquireAppender())
                {
                    var owner = new TortureOwner(appender, log, listener, _random, seed, round, writer, _next);
                    try
                    {
                        owner.Run(_random.Next(1, MostOwnedSteps));
                    }
                    finally
                    {
                        _next = owner.Next;
                    }
                }

                break;
        }
    }

    private TortureRecord Record(int ahead) => new(round, writer, _next + ahead);

    private void Acknowledge(int count, LogSequenceNumber number)
    {
        listener.Send(new TortureEvent(TortureEventKind.Acknowledged, writer, _next, count, number.Value));
        _next += count;
    }

    // Handed over one after the other and awaited together; each may be refused while another has the end of the log.
    private void AppendAsync(int count)
    {
        listener.Send(new TortureEvent(TortureEventKind.Trying, writer, _next, count, 0));
        using var patience = new CancellationTokenSource(s_patience);
        Task<LogSequenceNumber>[] tasks = [.. Enumerable.Range(0, count).Select(i => log.AppendAsync(Record(i).Payload(seed), patience.Token).AsTask())];
        Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();
        TortureEvent[] said =
        [
            .. tasks.Select((task, i) => (Task: task, Number: _next + i)).Where(one => one.Task.IsCompletedSuccessfully)
                .Select(one => new TortureEvent(TortureEventKind.Acknowledged, writer, one.Number, 1, one.Task.Result.Value)),
        ];
        listener.Send(said);
        _next += count;
        if (Array.Find(tasks, task => task.IsFaulted)?.Exception?.InnerException is { } failure and not LogException { Error: LogError.AppenderInUse or LogError.RecordTooLarge })
        {
            throw failure;
        }
    }

    // The framework's own differs from process to process.
    private static int HashCode(ulong seed, int round, int writer) => (int)((seed * 31) + ((ulong)round * 1009) + (ulong)writer);
}
