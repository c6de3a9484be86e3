using DaxNative.Logs;

namespace DaxNative.Tests;

/// <summary>Uses a log in every way for a while, with crashes, and takes its picture.</summary>
internal sealed class LogImageBuilder(PersistentMapping mapping, int seed)
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<long, byte[]> _history = [];
    private readonly List<byte[]> _earlier = [];
    private readonly bool _isClosed = seed % 3 == 0;
    private TransactionalLog _log = null!;

    internal LogImage Build()
    {
        mapping.AsSpan(0, LogImage.Length).Clear();
        _log = TransactionalLog.Create(mapping);
        int crashes = _random.Next(4);
        for (int i = 0; i <= crashes; i++)
        {
            Use(_random.Next(60), mayTruncate: i < crashes);
            _earlier.Add(Picture());
            if (i < crashes)
            {
                Crash(isLast: i == crashes - 1);
            }
        }

        if (crashes == 0 || _isClosed)
        {
            Use(_random.Next(30), mayTruncate: true);
        }

        // What a group has stored and not committed is whole in the memory, and nothing proves it.
        LogGroup group = _log.BeginGroup();
        long end = _log.Tail.Position;
        for (int i = _isClosed ? 0 : _random.Next(4); i > 0; i--)
        {
            if (TryDeferred(ref group, out LogSequenceNumber number, out byte[] payload))
            {
                _history.Add(number.Value, payload);
                end = number.Position + ((32 + payload.Length + sizeof(int) + 63) & -64);
            }
        }

        long head = _log.Head.Position;
        byte[] open = Picture();
        group.Commit();
        _log.Dispose();
        byte[] bytes = _isClosed ? Picture() : open;
        return new LogImage(
            bytes,
            LogPiece.Walk(bytes, head, end),
            [.. _history.Where(record => (record.Key >> 16) * 64 >= head).Select(record => (record.Key, record.Value))],
            new Dictionary<long, byte[]>(_history),
            _earlier);
    }

    private byte[] Picture() => mapping.AsReadOnlySpan(0, LogImage.Length).ToArray();

    private byte[] Payload(int most)
    {
        byte[] payload = new byte[_random.Next(_random.Next(3) == 0 ? most : 60)];
        _random.NextBytes(payload);
        return payload;
    }

    // The first record of a group is torn; the others are whole, and dropped with it.
    private void Crash(bool isLast)
    {
        LogGroup group = _log.BeginGroup();
        if (!TryDeferred(ref group, out LogSequenceNumber torn, out _))
        {
            return;
        }

        for (int i = _random.Next(3); i > 0; i--)
        {
            TryDeferred(ref group, out _, out _);
        }

        byte[] crashed = Picture();

        // A write that was lost at a cut older than the last state leaves a whole record of the right place, and nothing in
        // the format tells it from the one that should be there.
        if (isLast && !_isClosed)
        {
            _earlier.Add([.. crashed]);
        }

        crashed[4096 + (torn.Position % (LogImage.Length - 4096))] ^= 0xFF;
        group.Commit();
        _log.Dispose();
        crashed.CopyTo(mapping.AsSpan(0, LogImage.Length));
        _log = TransactionalLog.Open(mapping);
        if (isLast)
        {
            Use(_random.Next(12), mayTruncate: false);
        }
    }

    private bool TryDeferred(ref LogGroup group, out LogSequenceNumber number, out byte[] payload)
    {
        (number, payload) = (default, Payload(300));
        try
        {
            number = group.AppendDeferred(payload, [payload.Length]);
            return true;
        }
        catch (LogException full) when (full.Error == LogError.Full)
        {
            return false;
        }
    }

    private void Use(int operations, bool mayTruncate)
    {
        for (int i = 0; i < operations; i++)
        {
            try
            {
                Step();
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                if (!mayTruncate)
                {
                    return;
                }

                Truncate();
            }
        }
    }

    private void Truncate()
    {
        long[] kept = [.. _history.Keys.Where(number => number >= _log.Head.Value && (number & 0xFFFF) == 0)];
        int cut = _random.Next(kept.Length + 1);
        _log.Truncate(cut == kept.Length ? _log.Tail : new LogSequenceNumber(kept[cut]));
    }

    private void Step()
    {
        byte[] payload = Payload(900);
        switch (_random.Next(9))
        {
            case < 4:
                _history.Add(_log.Append(payload).Value, payload);
                break;
            case < 6:
                LogTransaction transaction = _log.BeginTransaction();
                byte[][] records = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Payload(200))];
                Array.ForEach(records, record => transaction.Append(record));
                long number = transaction.Commit().Value;
                for (int i = 0; i < records.Length; i++)
                {
                    _history.Add(number + i, records[i]);
                }

                break;
            case < 7:
                Group();
                break;
            default:
                using (LogRecordWriter writer = _log.CreateWriter())
                {
                    writer.Begin(payload.Length + 1 + _random.Next(200));
                    payload.CopyTo(writer.GetSpan());
                    writer.Advance(payload.Length);
                    if (_random.Next(4) != 0)
                    {
                        _history.Add(writer.Commit().Value, payload);
                    }
                }

                break;
        }
    }

    // Of short records, which are stored together, and of longer ones, which are not.
    private void Group()
    {
        using LogGroup group = _log.BeginGroup();
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            byte[] payload = Payload(_random.Next(4) == 0 ? 1500 : 200);
            _history.Add(group.AppendDeferred(payload).Value, payload);
        }
    }
}
