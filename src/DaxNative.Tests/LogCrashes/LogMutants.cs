namespace DaxNative.Tests;

/// <summary>Faults of the kinds that people make in logs, each of which some crash image shows.</summary>
internal static class LogMutants
{
    private const string Writer = "Writing/RecordWriter.cs";
    private const string Tail = "Writing/LogTail.cs";
    private const string Log = "TransactionalLog.cs";
    private const string Appending = "TransactionalLog.Appending.cs";
    private const string Transaction = "Writing/LogTransaction.cs";
    private const string State = "TransactionalLog.State.cs";
    private const string Open = "TransactionalLog.Open.cs";
    private const string Memory = "LogMemory.cs";
    private const string Scanner = "Recovery/LogScanner.cs";

    internal static IReadOnlyList<LogMutant> All { get; } =
    [
        // What is flushed, and when.
        new("an append is not flushed", Writer, "payload, trailer, checksum, Whole);", "payload, trailer, checksum, StoreOptions.NoFlush);", "appends"),
        new("an append is not drained", Writer, "payload, trailer, checksum, Whole);", "payload, trailer, checksum, StoreOptions.NoDrain);", "appends"),
        new("a group is not drained", Writer, "            _mapping.Drain();\n", "", "groups"),
        new("a group is drained on another thread", Writer, "            _mapping.Drain();\n", "            var other = new Thread(_mapping.Drain); other.Start(); other.Join();\n", "groups"),
        new("of a group only the first line is flushed", Writer, "lines[BehindHeader..], _parts);", "lines[BehindHeader..], StoreOptions.NoFlush);", "groups"),
        new("a record in place is not flushed", Writer, "            _mapping.Flush(offset, size);", "", "in place"),
        new("of a record in place only the header is flushed", Writer, "            _mapping.Flush(offset, size);", "            _mapping.Flush(offset, LogLayout.LineSize);", "in place"),
        new("the header of a record in place is stored after the flush", Writer, "        _mapping.Write(offset, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), StoreOptions.NoFlush);\n        if (_parts == StoreOptions.NoDrain)\n        {\n            _mapping.Flush(offset, size);\n        }", "        _mapping.Flush(offset, size);\n        _mapping.Write(offset, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), StoreOptions.NoFlush);", "in place"),
        new("pages are not written back", Writer, "        _mapping.Persist(memory.OffsetOf(from), room);", "", "appends to pages"),
        new("a state is not flushed", Memory, "line, options);", "line, options | StoreOptions.NoFlush);", "truncations"),
        new("a state is not drained", Memory, "line, options);", "line, options | StoreOptions.NoDrain);", "truncations"),

        // What a record says.
        new("the checksum leaves the payload out", Writer, "Crc32C.AppendShort(memory.Seed, payload)", "memory.Seed", "appends"),
        new("the payload is not checked", Memory, "Crc32C.Append(Seed, Read(position + RecordHeader.Size, header.CheckedLength))", "Crc32C.Append(Seed, Read(position + RecordHeader.Size, header.CheckedLength)[..Math.Min(header.CheckedLength, 32)])", "appends"),
        new("a transaction is several records", Transaction, "LogSequenceNumber first = _log.AppendGathered(_records);", "LogSequenceNumber first = default; _records.Complete(); for (int at = 0, i = 0; i < Count; i++) { int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(_records.Between(_records.End + (i * 4), _records.End + (i * 4) + 4)); LogSequenceNumber number = _log.Append(_records.Between(at, at + length)); first = i == 0 ? number : first; at += length; }", "transactions"),
        new("a group is acknowledged before what it gathered is stored", "Writing/OpenGroup.cs", "        StoreGathered();\n        AcknowledgeAll();", "        log.Acknowledge(_from, _gathered.Count > 0 ? _piece.EndWith(_gathered.PayloadLength) : _piece.End); IsEmpty = true; StoreGathered();", "groups"),
        new("a record is valid at any position", Memory, "header.Position == position\n", "header.Position % Capacity == position % Capacity\n", "truncations"),
        new("a record says that it is durable itself", Appending, "_writer.StoreDurably(piece, kind, count, payload, trailer, checksum, _tail.Durable);", "_writer.StoreDurably(piece, kind, count, payload, trailer, checksum, piece.End);", "appends"),
        new("a record says that what is under way is durable", Appending, "_writer.StoreDurably(piece, kind, count, payload, trailer, checksum, _tail.Durable);", "_writer.StoreDurably(piece, kind, count, payload, trailer, checksum, piece.From);", "two writers"),

        // Who is told what.
        new("an append does not wait for those before it", Tail, "        WaitForEarlier(from);", "", "two writers"),
        new("the room behind the ring's end is not marked", Writer, "            Pad(piece.From, start - piece.From, durable);", "", "truncations"),
        new("the room of a record given up is not marked", Writer, "            Pad(start + size, piece.End - start - size, durable);", "", "in place"),

        // The head and the state.
        new("room is used again before the truncation is durable", State, "            ChangeState(state => state with { Head = position, Tail = _tail.Durable });\n            FreeUnread();", "            _state = _state with { Head = position, Tail = _tail.Durable }; _head = position; FreeUnread();", "truncations"),
        new("both states have one place", "Format/LogState.cs", "Sequence % 2 == 0 ? LogLayout.FirstStateOffset : LogLayout.SecondStateOffset", "LogLayout.FirstStateOffset", "truncations"),
        new("a state's checksum is not looked at", "Format/LogState.cs", "if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Append(identity.Seed, bytes[..ChecksumAt]))", "if (bytes[0] > 250)", "truncations"),
        new("the older state is taken", Memory, "!(first?.Sequence > second?.Sequence)", "(first?.Sequence > second?.Sequence)", "truncations"),
        new("a log in use says that it is closed", Log, "Epoch = _epoch, IsClean = false", "Epoch = _epoch, IsClean = true", "appends"),

        new("a new log has no identity beyond its first word", "LogMemory.cs", "        _mapping.Write(_start + LogLayout.IdentityOffset + sizeof(long), line[sizeof(long)..]);\n", "", "creation"),
        new("a new log says that it is there with the rest of its identity", "LogMemory.cs", "        _mapping.Write(_start + LogLayout.IdentityOffset + sizeof(long), line[sizeof(long)..]);\n        _mapping.StoreAtomic(_start + LogLayout.IdentityOffset, MemoryMarshal.Read<long>(line), StoreOptions.NoDrain);", "        _mapping.Write(_start + LogLayout.IdentityOffset, line);", "creation"),

        // Recovery.
        new("the cut is not made durable", Log, "        ChangeState(state => state with { Tail = recovered.Tail, Epoch = _epoch, IsClean = false });", "", "sessions"),
        new("an opening has no epoch of its own", Log, "checked(recovered.Epoch + 1)", "recovered.Epoch", "groups"),
        new("an earlier epoch is accepted behind a later one", Scanner, " && header.Epoch >= LeastEpoch(position))\n        {\n            epoch", ")\n        {\n            epoch", "groups"),
        new("records behind a hole are taken", Scanner, "        long dropped = CheckBehind", "        while (position + 64 < end && !memory.TryRead(position, end, out _)) position += 64; if (position + 64 >= end) position = state.Tail; long dropped = CheckBehind", "appends"),
        new("the cut is where the state says", Scanner, "return new RecoveredLog(state, position,", "return new RecoveredLog(state, state.Tail,", "appends"),
    ];
}
