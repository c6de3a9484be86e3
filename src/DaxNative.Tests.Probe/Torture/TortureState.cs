using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>Changes the head and the checkpoint of a log, together or apart. One thread's.</summary>
internal sealed class TortureState(TransactionalLog log, ITortureListener listener)
{
    private int _checkpoint = TortureCheckpoint.Parse(log.GetCheckpoint());

    internal void Change(Random random)
    {
        try
        {
            if (log.Used <= log.Capacity / 2)
            {
                Change(log.Head, _checkpoint + 1, (_, checkpoint) => log.SetCheckpoint(checkpoint));
            }
            else if (random.Next(2) == 0)
            {
                Change(NewHead(random), _checkpoint, (head, _) => log.Truncate(head));
            }
            else
            {
                Change(NewHead(random), _checkpoint + 1, (head, checkpoint) => log.Truncate(head, checkpoint));
            }
        }
        catch (LogException cut) when (cut.Error == LogError.Cut)
        {
            // Another thread cut off what this one had looked at.
        }
    }

    private void Change(LogSequenceNumber head, int checkpoint, Action<LogSequenceNumber, byte[]> change)
    {
        listener.Send(new TortureEvent(TortureEventKind.Changing, 0, checkpoint, 0, head.Value));
        change(head, TortureCheckpoint.Of(checkpoint));
        _checkpoint = checkpoint;
        listener.Send(new TortureEvent(TortureEventKind.Changed, 0, checkpoint, 0, head.Value));
    }

    private LogSequenceNumber NewHead(Random random)
    {
        LogSequenceNumber head = log.Tail;
        using LogReader reader = log.Read();
        for (int skip = random.Next(1, 400); skip >= 0 && reader.TryRead(out LogRecord record); skip--)
        {
            // Of records that were committed together all are kept.
            head = new LogSequenceNumber(record.SequenceNumber.Value & ~0xFFFFL);
        }

        return head;
    }
}
