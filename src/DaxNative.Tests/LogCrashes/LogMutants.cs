namespace DaxNative.Tests;

/// <summary>Faults of the kinds that people make in logs, each of which some crash image shows.</summary>
internal static class LogMutants
{
    private const string Writer = "Writing/LogWriter.cs";
    private const string Long = "Writing/LogWriter.Long.cs";
    private const string Appender = "Writing/LogAppender.cs";
    private const string Batch = "Writing/AppendBatch.cs";
    private const string Place = "Format/LogPlace.cs";
    private const string StateFormat = "Format/LogState.cs";
    private const string State = "TransactionalLog.State.cs";
    private const string Log = "TransactionalLog.cs";
    private const string Scanner = "Recovery/LogScanner.cs";
    private const string Recoverer = "Recovery/LogRecoverer.cs";
    private const string Cuts = "Recovery/LogCuts.cs";
    private const string Growth = "TransactionalLog.Growth.cs";
    private const string Salvage = "Salvage/LogSalvage.cs";

    // One place each that several faults change.
    private const string Store = "MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), payload);";
    private const string Opening = "ChangeState(state => state with { Tail = recovered.Tail, Epoch = epoch, IsClean = false });";
    private const string WriteBack = "        LogRecoverer.WriteBack(memory, recovered);";
    private const string HeaderFlush = "        Flush(mapping, LogLayout.IdentityOffset, LogLayout.RingOffset);";
    private const string HeadChange = "            ChangeState(state => state with { Head = position, Tail = _writer.Tail, Checkpoint = checkpoint ?? state.Checkpoint });";
    private const string NewStates = "state with { Sequence = 0 }, StoreOptions.NoDrain);\n        WriteState(mapping, identity, state, StoreOptions.NoDrain);";
    private const string Identity = "        mapping.Write(LogLayout.IdentityOffset + sizeof(long), line[sizeof(long)..]);\n";

    internal static IReadOnlyList<LogMutant> All { get; } = [.. Writing(), .. Sharing(), .. States(), .. Upkeep(), .. Recovering()];

    private static IEnumerable<LogMutant> Writing() =>
    [
        new("an append is not flushed", Writer, Store, Store.Replace("payload);", "payload, StoreOptions.NoFlush);"), "appends"),
        new("an append is not written back to pages", Writer, Store, Store.Replace("payload);", "payload, StoreOptions.NoFlush);"), "appends to pages"),
        new("an append is not drained", Writer, Store, Store.Replace("payload);", "payload, StoreOptions.NoDrain);"), "appends"),
        new("an append is not drained past the power", Writer, Store, Store.Replace("payload);", "payload, StoreOptions.NoDrain);"), "appends past the power"),
        new("an append is drained on another thread", Writer, Store, Store.Replace("payload);", "payload, StoreOptions.NoDrain); var other = new Thread(_mapping.Drain); other.Start(); other.Join();"), "appends"),
        new("the tail is told before the record is stored", Writer, "        if (!_mapping.TryWriteCacheLines(", "        Publish(start + size);\n        if (!_mapping.TryWriteCacheLines(", "appends"),
        new("a checksum covers 32 bytes at most", Writer, "Crc32C.Append(_memory.Seed, _image.Slice(length));", "Crc32C.Append(_memory.Seed, _image.Slice(Math.Min(length, 32)));", "appends"),
        new("a record's checksum leaves its header out", "Format/RecordHeader.cs", "BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(payloadChecksum, length), position), durable), last);", "BitOperations.Crc32C(payloadChecksum, length);", "truncations"),
        new("a record is valid at any position", "Format/LogMemory.cs", "return header.Position == position\n", "return header.Position % Capacity == position % Capacity\n", "truncations"),
        new("a record says that it is durable itself", Writer, "new RecordHeader(0, length, start, start, _epoch", "new RecordHeader(0, length, start, start + size, _epoch", "appends"),
        new("the room before the ring's end is not marked", Writer, "            StoreElse(new RecordHeader(0, (int)(room - RecordHeader.Size), _tail, _tail, _epoch, RecordKind.Padding, 1), _memory.Seed, default);\n", "", "truncations"),
        new("a transaction is committed in two halves", Appender, "            ThrowNotAdded(payload.Length);\n        }\n\n        return _writer.Image.Count - 1;", "            ThrowNotAdded(payload.Length);\n        }\n\n        int last = _writer.Image.Count - 1; if (last == 2) { _writer.Commit(); } return last;", "transactions"),
        new("what was rolled back is committed with the next", Appender, "        _writer.Image.Clear();\n        _writer.Exit();", "        _writer.Exit();", "transactions"),
        new("what was written and rolled back stays", "Writing/RecordImage.cs", "_count = _end = _written = 0;", "_count = _end = 0;", "in place"),
        new("the lines of a long record are not flushed", Long, "Crc32C.Append(_memory.Seed, beginning), isPage ? StoreOptions.NoFlush : StoreOptions.None);", "Crc32C.Append(_memory.Seed, beginning), StoreOptions.NoFlush);", "long records"),
        new("a long record is not drained", Long, "Crc32C.Append(_memory.Seed, beginning), isPage ? StoreOptions.NoFlush : StoreOptions.None);", "Crc32C.Append(_memory.Seed, beginning), isPage ? StoreOptions.NoFlush : StoreOptions.NoDrain);", "long records"),
        new("the first line of a long record is not flushed", Long, "beginning, isPage ? StoreOptions.NoFlush : StoreOptions.NoDrain);", "beginning, StoreOptions.NoFlush);", "long records"),
        new("of a long record the first page is written back", Long, "_mapping.Persist(offset, RecordHeader.SizeOf(payload.Length));", "_mapping.Persist(offset, LogLayout.LineSize);", "long records to pages"),
    ];

    private static IEnumerable<LogMutant> Sharing() =>
    [
        new("all are answered before the commit", Batch, "            long first = writer.Commit().Value;\n            for (int i = 0; i < _batch.Count; i++)\n            {\n                _batch[i].Complete(new LogSequenceNumber(first + i));\n            }", "            long first = new LogSequenceNumber(writer.Tail, 0).Value; for (int i = 0; i < _batch.Count; i++) { _batch[i].Complete(new LogSequenceNumber(first + i)); } writer.Commit();", "three callers"),
        new("all of a batch get one number", Batch, "new LogSequenceNumber(first + i)", "new LogSequenceNumber(first)", "waits for room"),
        new("the third of a batch is answered and not stored", Batch, "        writer.Image.TryAdd(request.Payload);", "        if (_batch.Count != 2) { writer.Image.TryAdd(request.Payload); }", "waits for room"),
        new("who is handed over last is stored first", "Writing/AppendQueue.cs", "            AppendRequest? before = request.Next;\n            request.Next = first;\n            (first, request) = (request, before);", "            first ??= request; request = request.Next;", "async to pages"),
        new("what fits overtakes what waits for room", Batch, "                Add(request, mustQueue: _waiting.Count > 0);", "                Add(request, mustQueue: false);", "waits for room"),
        new("what waits for room is answered at once", Batch, "        request.PutBack();\n", "        if (request.WaitsForRoom) { request.Complete(new LogSequenceNumber(writer.Tail, 0)); return; }\n", "waits for room"),
    ];

    private static IEnumerable<LogMutant> States() =>
    [
        new("a state is not flushed", Place, "mapping.Write(state.Offset, bytes, options);", "mapping.Write(state.Offset, bytes, options | StoreOptions.NoFlush);", "truncations"),
        new("a state is not drained", Place, "mapping.Write(state.Offset, bytes, options);", "mapping.Write(state.Offset, bytes, options | StoreOptions.NoDrain);", "truncations"),
        new("both states have one place", StateFormat, "sequence % 2 == 0 ? LogLayout.FirstStateOffset : LogLayout.SecondStateOffset", "LogLayout.FirstStateOffset", "truncations"),
        new("a state's checksum is not looked at", StateFormat, "if (!isFirstVersion && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == ChecksumOf(bytes, identity))", "if (bytes[0] < 250)", "truncations"),
        new("a state's checksum leaves the checkpoint out", StateFormat, "Crc32C.Append(Crc32C.Append(identity.Seed, bytes[..ChecksumAt]), bytes.Slice(CheckpointAt, LogCheckpoint.MostLength));", "Crc32C.Append(identity.Seed, bytes[..ChecksumAt]);", "checkpoints"),
        new("the older state is taken", Place, "first?.Sequence > second?.Sequence ? first", "first?.Sequence < second?.Sequence ? first", "truncations"),
        new("room is used again before the truncation is durable", State, HeadChange, "            _state = _state with { Head = position, Tail = _writer.Tail, Checkpoint = checkpoint ?? _state.Checkpoint };", "truncations"),
        new("the head and the checkpoint are two steps", State, HeadChange, "            ChangeState(state => state with { Head = position, Tail = _writer.Tail });\n            ChangeState(state => state with { Checkpoint = checkpoint ?? state.Checkpoint });", "checkpoints"),
        new("a truncation takes the checkpoint along", State, "checkpoint ?? state.Checkpoint", "checkpoint ?? default(LogCheckpoint)", "checkpoints"),
        new("a checkpoint is set with the next truncation", State, "            ChangeState(state => state with { Tail = _writer.Tail, Checkpoint = value });", "            _state = _state with { Checkpoint = value };", "checkpoints"),
        new("a log in use says that it is closed", Log, Opening, Opening.Replace("IsClean = false", "IsClean = true"), "appends"),
        new("a closed log with a cut says that it is clean", Log, "IsClean = Cuts.IsEmpty", "IsClean = true", "sessions"),
        new("a cut is not remembered", State, "Volatile.Write(ref _cuts, _cuts.With(new LogCut(from, position)));", "_ = new LogCut(from, position);", "sessions"),
        new("a truncation forgets the cuts behind the head", Cuts, "_cuts.Length == 0 || _cuts[0].Position >= head ? this : Of([.. _cuts.Where(cut => cut.Position >= head)]);", "None;", "sessions"),
        new("a cut begins at a commit", Writer, "        long number = from.Value;", "        long number = new LogSequenceNumber(from.Position, 0).Value;", "end truncations"),
        new("a cut spares the first record", Cuts, "number >= From && number.Position < Position", "number > From && number.Position < Position", "end truncations"),
        new("a cut is not stored", Writer, "        StoreElse(header, Crc32C.Append(_memory.Seed, payload), payload);\n", "", "end truncations"),
        new("a new log's states are not flushed", Place, NewStates, NewStates.Replace("NoDrain", "NoFlush"), "creation"),
        new("a new log says that it is there with the rest of its identity", Place, Identity + "        mapping.StoreAtomic(LogLayout.IdentityOffset, MemoryMarshal.Read<long>(line));", "        mapping.Write(LogLayout.IdentityOffset, line);", "creation"),
        new("a new log says that it is there before the rest is drained", Place, Identity, Identity.Replace(");\n", ", StoreOptions.NoDrain);\n"), "creation"),
        new("a new log does not say first that it is unfinished", Place, "        mapping.StoreAtomic(LogLayout.IdentityOffset, MemoryMarshal.Read<long>(LogIdentity.Unfinished));\n", "", "creation"),
    ];

    private static IEnumerable<LogMutant> Upkeep() =>
    [
        new("what goes over the ring's end stays where it is", Growth, "mapping.Write(LogLayout.RingOffset + before.Capacity + at, mapping.AsReadOnlySpan(LogLayout.RingOffset + at, length));", "_ = length;", "growth"),
        new("what a growth moves is not flushed", Growth, "mapping.AsReadOnlySpan(LogLayout.RingOffset + at, length));", "mapping.AsReadOnlySpan(LogLayout.RingOffset + at, length), StoreOptions.NoFlush);", "growth"),
        new("a growth says where records lie before it moves them", Growth, "        try\n        {\n            for (long at = 0;", "        _memory = new LogMemory(mapping, before.Identity, origin, capacity); ChangeState(state => state with { Tail = _writer.Tail });\n        try\n        {\n            for (long at = 0;", "growth"),
        new("a growth counts from the ring's old beginning", Growth, "new LogMemory(mapping, before.Identity, origin, capacity)", "new LogMemory(mapping, before.Identity, before.Origin, capacity)", "growth"),
        new("a growth is not told to the state", Growth, "            ChangeState(state => state with { Tail = _writer.Tail });\n        }", "        }", "growth"),
        new("a growth is not drained", Growth, "            ChangeState(state => state with { Tail = _writer.Tail });\n        }", "            _state = _state with { Sequence = _state.Sequence + 1, Tail = _writer.Tail, Origin = origin, Capacity = capacity }; LogPlace.WriteState(mapping, before.Identity, _state, StoreOptions.NoDrain);\n        }", "growth"),
        new("a growth moves a line too little", Growth, "_writer.Tail - origin - before.Capacity);", "_writer.Tail - LogLayout.LineSize - origin - before.Capacity);", "growth"),
        new("what was cut off for damage may come back", Salvage, "Epoch = checked(_walk.Epoch + 1)", "Epoch = _walk.Epoch", "salvage"),
        new("a cut for damage leaves the old end", Salvage, "Tail = tail, Epoch", "Epoch", "salvage"),
        new("a cut for damage leaves the tail's word", Salvage, "        mapping.StoreAtomic(LogLayout.TailWordOffset, tail, StoreOptions.NoDrain);\n", "", "salvage"),
        new("a cut for damage is not flushed", Salvage, "IsClean = false });", "IsClean = false }, StoreOptions.NoFlush);", "salvage"),
        new("a cut for damage is not drained", Salvage, "IsClean = false });", "IsClean = false }, StoreOptions.NoDrain);", "salvage"),
        new("a cut for damage takes the damaged record along", Salvage, "long tail = Damages[0].Position;", "long tail = Damages[0].Position + LogLayout.LineSize;", "salvage"),
    ];

    private static IEnumerable<LogMutant> Recovering() =>
    [
        new("the end is where the state says", Scanner, "            Tail = position,", "            Tail = state.Tail,", "appends"),
        new("an opening's state is not flushed", Log, Opening, "_state = _state with { Sequence = _state.Sequence + 1, Tail = recovered.Tail, Epoch = epoch, IsClean = false }; LogPlace.WriteState(memory.Mapping, memory.Identity, _state, StoreOptions.NoFlush);", "torn records"),
        new("an opening's state is not drained", Log, Opening, "_state = _state with { Sequence = _state.Sequence + 1, Tail = recovered.Tail, Epoch = epoch, IsClean = false }; LogPlace.WriteState(memory.Mapping, memory.Identity, _state, StoreOptions.NoDrain);", "torn records"),
        new("an opening leaves the state as it is", Log, Opening, "", "torn records"),
        new("the epoch is not made durable", Log, Opening, Opening.Replace("Epoch = epoch, ", ""), "torn records"),
        new("an opening's state has the end of the state before", Log, Opening, Opening.Replace("Tail = recovered.Tail, ", ""), "sessions"),
        new("an opening has no epoch of its own", Log, "? recovered.Epoch + 1", "? recovered.Epoch", "records under way"),
        new("an earlier epoch is accepted behind a later one", Scanner, " && header.Epoch >= LeastEpoch(position))\n        {\n            _epoch", ")\n        {\n            _epoch", "torn records"),
        new("records behind a hole are taken", Scanner, "        long position = ReadSound();", "        long position = ReadSound(); for (long at = position; at < _end; at += LogLayout.LineSize) { if (memory.TryRead(at, _end, out RecordHeader more)) { position = at + more.RecordSize; } }", "records under way"),
        new("what recovery reads is not written back", Log, WriteBack, "", "kills"),
        new("what recovery reads is not written back to pages", Log, WriteBack, "", "kills over pages"),
        new("what recovery writes back is not drained", Recoverer, "        mapping.Drain();\n", "", "kills"),
        new("recovery does not write back the state that it read", Recoverer, HeaderFlush, HeaderFlush.Replace("LogLayout.RingOffset", "LogIdentity.Size"), "kills"),
        new("recovery does not write back the identity that it read", Recoverer, HeaderFlush, HeaderFlush.Replace("LogLayout.IdentityOffset, LogLayout.RingOffset", "LogLayout.FirstStateOffset, LogLayout.RingOffset - LogLayout.FirstStateOffset"), "killed creation"),
        new("everything that was read is taken for proven", Scanner, "            Proven = _proven,", "            Proven = position,", "kills"),
        new("the tail is told before it is written back", Log, WriteBack, "        LogPlace.PublishTail(memory.Mapping, recovered.Tail);\n" + WriteBack, "kills"),
        new("recovery has a cut cover what comes behind it", Scanner, "            _cuts.Add(LogCut.Read(memory, header));\n", "            _cuts.Add(LogCut.Read(memory, header) with { Position = long.MaxValue });\n", "end truncations"),
        new("recovery does not see cuts", Scanner, "            _cuts.Add(LogCut.Read(memory, header));\n", "", "end truncations"),
    ];
}
