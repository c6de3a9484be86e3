namespace DaxNative.Log;

/// <summary>What a leader does: many requests in one record and under one drain, as far as they fit. One thread at a time.</summary>
internal sealed class AppendBatch(LogWriter writer, LogSignal freed)
{
    private readonly List<AppendRequest> _batch = [];
    private Queue<AppendRequest> _waiting = new();
    private bool _mayHaveRoom;
    private bool _isListening;

    /// <summary>Whether there was room made since somebody began to wait for it.</summary>
    internal bool MayHaveRoom => Volatile.Read(ref _mayHaveRoom);

    /// <summary>Appends the leader's own record, if nobody else has one.</summary>
    internal LogSequenceNumber Append(ReadOnlySpan<byte> payload)
    {
        writer.Enter();
        try
        {
            return writer.AppendOne(payload);
        }
        finally
        {
            writer.Exit();
        }
    }

    /// <summary>Appends what was handed over, and what waits for room if there may be some. Every request is answered, or waits for room.</summary>
    internal void Serve(AppendRequest? first)
    {
        try
        {
            writer.Enter();
        }
        catch (Exception stopped)
        {
            Refuse(first, stopped);
            RefuseWaiting(stopped);
            return;
        }

        try
        {
            ServeWaiting();
            for (AppendRequest? request = first; request is not null;)
            {
                // Once it is answered it may be handed over anew, with another one behind it.
                AppendRequest? next = request.Next;
                Add(request, mustQueue: _waiting.Count > 0);
                request = next;
            }

            Commit();
        }
        finally
        {
            writer.Exit();
        }
    }

    /// <summary>Refuses what was handed over. By whoever took it, leading or not.</summary>
    internal static void Refuse(AppendRequest? first, Exception reason)
    {
        for (AppendRequest? request = first; request is not null;)
        {
            AppendRequest? next = request.Next;
            RefuseOne(request, reason);
            request = next;
        }
    }

    /// <summary>Refuses whoever waits for room.</summary>
    internal void RefuseWaiting(Exception reason)
    {
        foreach (AppendRequest request in _waiting)
        {
            RefuseOne(request, reason);
        }

        _waiting.Clear();
    }

    private void ServeWaiting()
    {
        if (!MayHaveRoom)
        {
            return;
        }

        Volatile.Write(ref _mayHaveRoom, false);
        _isListening = false;
        Queue<AppendRequest> waiting = _waiting;
        _waiting = new Queue<AppendRequest>();
        foreach (AppendRequest request in waiting)
        {
            Add(request, mustQueue: _waiting.Count > 0);
        }
    }

    private void Add(AppendRequest request, bool mustQueue)
    {
        if (!request.TryTake())
        {
            return;
        }

        int length = request.Payload.Length;
        if (length > writer.MostPayload)
        {
            request.Fail(LogWriter.TooLarge(length, writer.MostPayload));
        }
        else if (mustQueue && request.WaitsForRoom)
        {
            WaitForRoom(request, length);
        }
        else if (!Fits(length))
        {
            Commit();
            AddAlone(request, length);
        }
        else
        {
            Gather(request);
        }
    }

    private bool Fits(int length) => writer.Image.LengthWith(length) <= LogWriter.MostAtOnce && writer.HasRoomFor(length);

    private void AddAlone(AppendRequest request, int length)
    {
        if (!writer.HasRoomFor(length))
        {
            WaitForRoom(request, length);
        }
        else if (length <= LogWriter.MostAtOnce)
        {
            Gather(request);
        }
        else
        {
            try
            {
                writer.RequireSound();
                request.Complete(writer.AppendLong(request.Payload));
            }
            catch (Exception cause)
            {
                request.Fail(cause);
            }
        }
    }

    private void Gather(AppendRequest request)
    {
        writer.Image.TryAdd(request.Payload);
        _batch.Add(request);
    }

    private void Commit()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        try
        {
            writer.RequireSound();
            long first = writer.Commit().Value;
            for (int i = 0; i < _batch.Count; i++)
            {
                _batch[i].Complete(new LogSequenceNumber(first + i));
            }

            writer.Counters.CountHandedOver(_batch.Count);
        }
        catch (Exception cause)
        {
            writer.Image.Clear();
            _batch.ForEach(request => request.Fail(cause));
        }

        _batch.Clear();
    }

    private void WaitForRoom(AppendRequest request, int length)
    {
        if (!request.WaitsForRoom)
        {
            request.Fail(LogWriter.Full(length));
            return;
        }

        request.PutBack();
        _waiting.Enqueue(request);
        if (!_isListening)
        {
            // First listen, then look once more: room that was made before is not told.
            _isListening = true;
            Task next = freed.Next();
            _ = next.ContinueWith(
                (_, request) =>
                {
                    Interlocked.Exchange(ref _mayHaveRoom, true);
                    ((AppendRequest)request!).Wake();
                },
                request,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            if (writer.HasRoomFor(length))
            {
                Volatile.Write(ref _mayHaveRoom, true);
            }
        }
    }

    private static void RefuseOne(AppendRequest request, Exception reason)
    {
        if (request.TryTake())
        {
            request.Fail(reason);
        }
    }
}
