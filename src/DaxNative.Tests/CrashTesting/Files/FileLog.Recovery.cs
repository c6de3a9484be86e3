using DaxNative.Testing;

namespace DaxNative.Tests;

/// <content>From what is there to a log that goes on.</content>
internal sealed partial class FileLog
{
    /// <summary>Opens the log, or creates it. Whatever it then has is durable: also what a process that was killed had only written.</summary>
    /// <exception cref="InvalidDataException">Something that was durable is not there.</exception>
    internal static FileLog Open(SimulatedFileSystem files, FileLogFault fault = FileLogFault.None)
    {
        var log = new FileLog(files, fault);
        if (!files.Exists(Directory))
        {
            files.CreateDirectory(Directory);
        }

        if (fault != FileLogFault.DirectoryItselfNotFlushed)
        {
            files.FlushDirectory();
        }

        if (FileLogManifest.Read(files, fault) is { } manifest)
        {
            log.Recover(manifest);
        }
        else
        {
            log.DeleteWhatIsLeft(0, 0);
            log._last = log.CreateSegment(1);
            log.WriteManifest(new FileLogManifest(1, 1));
        }

        return log;
    }

    private void Recover(FileLogManifest manifest)
    {
        _manifest = manifest;
        for (int number = manifest.FirstSegment; number <= manifest.LastSegment; number++)
        {
            FileLogSegment segment = FileLogSegment.Open(_files, number);
            First = number == manifest.FirstSegment ? segment.FirstRecord : First;
            if (segment.FirstRecord != Next)
            {
                throw new InvalidDataException($"Segment {number} begins with record {segment.FirstRecord}, and the one before it ends before {Next}.");
            }

            _records.AddRange(segment.Read(_fault));
            _last = segment;
        }

        byte[] whole = new byte[_last.End];
        _last.File.Read(0, whole);
        if (_fault == FileLogFault.RecoveryWritesAnewInPlace)
        {
            _last.File.SetLength(0);
            _last.File.Write(0, whole);
        }

        if (_fault is not (FileLogFault.TornTailKept or FileLogFault.TailNotCut))
        {
            _last.File.SetLength(_last.End);
        }

        if (_fault != FileLogFault.RecoveryDoesNotWriteAgain)
        {
            // So that the system writes it, whatever became of an earlier flush.
            _last.File.Write(0, whole);
        }

        if (_fault != FileLogFault.RecoveryDoesNotFlush)
        {
            Flush(_last.File);
        }

        if (_fault == FileLogFault.RecoveryDeletesBeforeFlush)
        {
            DeleteWhatIsLeft(manifest.FirstSegment, manifest.LastSegment);
            FlushDirectory();
        }
        else
        {
            FlushDirectory();
            DeleteWhatIsLeft(manifest.FirstSegment, manifest.LastSegment);
        }
    }

    // What the manifest does not name is of a change that did not come to its end.
    private void DeleteWhatIsLeft(int firstSegment, int lastSegment)
    {
        HashSet<string> named = [.. Enumerable.Range(firstSegment, lastSegment - firstSegment + 1).Select(FileLogSegment.NameOf), FileLogManifest.Name];
        foreach (string name in _files.List(Directory).Select(name => $"{Directory}/{name}").Where(name => !named.Contains(name)))
        {
            _files.Delete(name);
        }
    }
}
