using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>
/// A small write-ahead log on files: segments of checksummed records, and a manifest that says which segments there are. A
/// record is durable when <see cref="Commit"/> returns. All segments but the last are durable at any time.
/// </summary>
internal sealed partial class FileLog
{
    internal const string Directory = "log";

    /// <summary>A segment takes no record beyond this, but for a first one.</summary>
    internal const int SegmentSize = 2048;

    private readonly SimulatedFileSystem _files;
    private readonly FileLogFault _fault;
    private readonly List<byte[]> _records = [];
    private FileLogManifest _manifest = null!;
    private FileLogSegment _last = null!;
    private bool _isBroken;

    private FileLog(SimulatedFileSystem files, FileLogFault fault) => (_files, _fault) = (files, fault);

    /// <summary>The number of the first record that is there.</summary>
    internal long First { get; private set; } = 1;

    internal long Next => First + _records.Count;

    internal IReadOnlyList<byte[]> Records => _records;

    /// <summary>Appends a record, durably.</summary>
    internal void Append(byte[] payload)
    {
        Write(payload);
        Commit();
    }

    /// <summary>Appends records of which a crash leaves all or none.</summary>
    internal void AppendBatch(params byte[][] payloads)
    {
        MakeRoom(payloads.Sum(payload => FileLogRecord.HeaderSize + payload.Length));
        for (int i = 0; i < payloads.Length; i++)
        {
            Put(payloads[i], isFollowed: i < payloads.Length - 1);
        }

        Commit();
    }

    /// <summary>Appends a record that is durable with the next <see cref="Commit"/>.</summary>
    internal void Write(byte[] payload)
    {
        MakeRoom(FileLogRecord.HeaderSize + payload.Length);
        Put(payload, isFollowed: false);
    }

    internal void Commit()
    {
        if (_fault is not (FileLogFault.RecordNotFlushed or FileLogFault.FlushBeforeTheWholeRecord or FileLogFault.FlushedWithTheNext))
        {
            Flush(_last.File);
        }
    }

    /// <summary>Gives up the segments in which there are only records before a number.</summary>
    internal void TruncateBefore(long number)
    {
        int first = _manifest.FirstSegment;
        long firstRecord = First;
        while (first < _manifest.LastSegment && FileLogSegment.Open(_files, first + 1).FirstRecord is var next && next <= number)
        {
            (first, firstRecord) = (first + 1, next);
        }

        int old = _manifest.FirstSegment;
        if (_fault == FileLogFault.DeleteBeforeManifest)
        {
            Delete(old, first);
        }

        WriteManifest(_manifest with { FirstSegment = first }, beforeItIsDurable: _fault == FileLogFault.DeleteBeforeManifestIsDurable ? () => Delete(old, first) : null);
        if (_fault is not (FileLogFault.DeleteBeforeManifest or FileLogFault.DeleteBeforeManifestIsDurable))
        {
            Delete(old, first);
        }

        _records.RemoveRange(0, (int)(firstRecord - First));
        First = firstRecord;
    }

    private void Delete(int from, int to)
    {
        for (int segment = from; segment < to; segment++)
        {
            _files.Delete(FileLogSegment.NameOf(segment));
        }
    }

    private void Put(byte[] payload, bool isFollowed)
    {
        if (_fault == FileLogFault.FlushedWithTheNext)
        {
            Flush(_last.File);
        }

        byte[] record = FileLogRecord.Encode(Next, payload, isFollowed, _fault);
        if (_fault == FileLogFault.TornTailKept)
        {
            _last.File.Append(record);
        }
        else if (_fault == FileLogFault.FlushBeforeTheWholeRecord)
        {
            _last.File.Write(_last.End, record.AsSpan(0, FileLogRecord.HeaderSize));
            Flush(_last.File);
            _last.File.Write(_last.End + FileLogRecord.HeaderSize, payload);
        }
        else
        {
            _last.File.Write(_last.End, record);
        }

        _last.End += record.Length;
        _records.Add(payload);
    }

    private void MakeRoom(int length)
    {
        if (_isBroken)
        {
            throw new InvalidOperationException("A flush failed; the log has to be opened again.");
        }

        if (_last.End + length <= SegmentSize || _last.End == FileLogSegment.HeaderSize)
        {
            return;
        }

        if (_fault != FileLogFault.WrongFileFlushed)
        {
            Flush(_last.File);
        }

        FileLogManifest next = _manifest with { LastSegment = _manifest.LastSegment + 1 };
        if (_fault == FileLogFault.SegmentCreatedAfterManifest)
        {
            WriteManifest(next);
            _last = CreateSegment(next.LastSegment);
        }
        else
        {
            _last = CreateSegment(next.LastSegment);
            WriteManifest(next);
        }
    }

    private FileLogSegment CreateSegment(int number)
    {
        FileLogSegment created = FileLogSegment.Create(_files, number, Next);
        if (_fault != FileLogFault.SegmentNotFlushedBeforeManifest)
        {
            Flush(created.File);
        }

        if (_fault != FileLogFault.SegmentNameNotFlushedBeforeManifest)
        {
            FlushDirectory();
        }

        return created;
    }

    private void WriteManifest(FileLogManifest manifest, Action? beforeItIsDurable = null)
    {
        manifest.Write(_files, _fault, Flush, () =>
        {
            beforeItIsDurable?.Invoke();
            if (_fault is not (FileLogFault.ManifestNameNotFlushed or FileLogFault.DirectoryFlushedBeforeRename))
            {
                FlushDirectory();
            }
        });
        _manifest = manifest;
    }

    private void Flush(SimulatedFile file)
    {
        try
        {
            file.FlushToDisk();
        }
        catch (IOException) when (_fault is FileLogFault.FlushFailureIgnored or FileLogFault.FlushTriedAgain)
        {
            if (_fault == FileLogFault.FlushTriedAgain)
            {
                file.FlushToDisk();
            }
        }
        catch (IOException)
        {
            _isBroken = true;
            throw;
        }
    }

    private void FlushDirectory()
    {
        try
        {
            _files.FlushDirectory(_fault == FileLogFault.WrongDirectoryFlushed ? "" : Directory);
        }
        catch (IOException)
        {
            _isBroken = true;
            throw;
        }
    }
}
