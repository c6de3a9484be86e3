using System.Buffers.Binary;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Uses a log in every way for a while, with crashes, and takes its picture.</summary>
internal sealed class LogImageBuilder
{
    private const int TailWord = 3072;
    private readonly PersistentMapping _mapping;
    private readonly Random _random;
    private readonly LogUser _user;
    private readonly List<byte[]> _earlier = [];
    private readonly bool _isClosed;
    private readonly bool _hasGrown;

    internal LogImageBuilder(PersistentMapping mapping, int seed)
    {
        _mapping = mapping;
        _random = new Random(seed);
        _user = new LogUser(_random);
        _isClosed = seed % 3 == 0;
        _hasGrown = seed % 4 == 1;
    }

    internal LogImage Build()
    {
        _mapping.AsSpan(0, LogImage.Length).Clear();
        if (_hasGrown)
        {
            Grow();
        }
        else
        {
            _user.Log = TransactionalLog.Create(_mapping);
        }

        int crashes = _random.Next(4);
        for (int i = 0; i <= crashes; i++)
        {
            _user.Use(_random.Next(60), mayChangeState: i < crashes);
            _earlier.Add(Picture());
            if (i < crashes)
            {
                Crash(isLast: i == crashes - 1);
            }
        }

        if (crashes == 0 || _isClosed)
        {
            _user.Use(_random.Next(30), mayChangeState: true);
            if (!_isClosed)
            {
                _user.GoRound();
            }
        }

        (byte[] bytes, long end, List<LogPiece> dropped) = _isClosed ? Close() : Kill();
        return new LogImage(
            bytes,
            LogPiece.Walk(bytes, _user.Log.Head.Position, end),
            dropped,
            [.. _user.Kept],
            new Dictionary<long, byte[]>(_user.History),
            _user.Checkpoint,
            _earlier);
    }

    private byte[] Picture() => _mapping.AsReadOnlySpan(0, LogImage.Length).ToArray();

    // In a file of its own, because a log that is to grow has to have one.
    private void Grow()
    {
        using var temp = TempPath.InMemory();
        int length = LogImage.Length - (64 * _random.Next(1, 64));
        using (var log = TransactionalLog.Create(temp.Path, new LogOptions { Length = length, AllowVolatile = true }))
        {
            _user.Log = log;
            _user.Use(_random.Next(20, 100), mayChangeState: true);
            while (log.Capacity + 4096 < LogImage.Length)
            {
                try
                {
                    log.Grow(LogImage.Length);
                }
                catch (LogException little) when (little.Error == LogError.WrongLength)
                {
                    log.Truncate(log.Tail);
                }
            }

            _user.Use(_random.Next(20), mayChangeState: true);
        }

        File.ReadAllBytes(temp.Path).CopyTo(_mapping.AsSpan(0, LogImage.Length));
        _user.Log = TransactionalLog.Open(_mapping);
    }

    private void Crash(bool isLast)
    {
        if (_random.Next(5) == 0)
        {
            Close();
            _user.Log = TransactionalLog.Open(_mapping);
            return;
        }

        long tail = _user.Log.Tail.Position;
        _user.Log.Abandon();
        byte[] crashed = LosesTail(Picture());
        LogEnd end = new LogEnd(crashed, tail, _random).Store(_random.Next(4), mayTear: _random.Next(4) != 0);

        // A write that was lost at a cut older than the last state leaves a whole record of the right place, and nothing in
        // the format tells it from the one that should be there.
        if (isLast && !_isClosed)
        {
            _earlier.Add(end.Untorn);
        }

        end.Kept.ForEach(record => _user.History.Add(record.Number, record.Payload));
        crashed.CopyTo(_mapping.AsSpan(0, LogImage.Length));
        _user.Log = TransactionalLog.Open(_mapping);
        Assert.Equal(end.End, _user.Log.Tail.Position);
        if (isLast)
        {
            _user.Use(_random.Next(12), mayChangeState: false);
        }
    }

    private (byte[] Bytes, long End, List<LogPiece> Dropped) Close()
    {
        _user.Log.Dispose();
        return (Picture(), _user.Log.Tail.Position, []);
    }

    // What was stored and not acknowledged is whole in the memory, and nothing proves it.
    private (byte[] Bytes, long End, List<LogPiece> Dropped) Kill()
    {
        long tail = _user.Log.Tail.Position;
        _user.Log.Abandon();
        byte[] bytes = LosesTail(Picture());
        LogEnd end = new LogEnd(bytes, tail, _random).Store(_random.Next(4), mayTear: _random.Next(2) == 0);
        end.Kept.ForEach(record => _user.History.Add(record.Number, record.Payload));
        return (bytes, end.End, end.Dropped);
    }

    // The tail word is not flushed, so that the power may leave an older one.
    private byte[] LosesTail(byte[] picture)
    {
        if (_random.Next(2) == 0)
        {
            byte[] old = _random.Next(2) == 0 || _earlier.Count == 0 ? new byte[LogImage.Length] : _earlier[_random.Next(_earlier.Count)];
            BinaryPrimitives.WriteInt64LittleEndian(picture.AsSpan(TailWord), BinaryPrimitives.ReadInt64LittleEndian(old.AsSpan(TailWord)));
        }

        return picture;
    }
}
