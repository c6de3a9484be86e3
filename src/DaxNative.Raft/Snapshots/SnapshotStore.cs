using System.Globalization;
using DotNext.IO;

namespace DaxNative.Raft;

/// <summary>
/// The files of snapshots, beside the log: <c>NAME.snapshot-INDEX-TERM</c>. Which of them counts says the log's state alone; a file that is
/// newer was written before a crash that came before the state, and one that is older was not deleted before a crash that came behind it.
/// </summary>
internal sealed class SnapshotStore(string folder, string name)
{
    private const int BufferLength = 1 << 16;

    /// <summary>Names them after a log.</summary>
    /// <exception cref="ArgumentException">The log lies on a device, and no folder was named.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    internal static SnapshotStore Beside(string path, string? folder)
    {
        string whole = Path.GetFullPath(path);
        if (folder is null && whole.StartsWith("/dev/dax", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{path} is a device, and snapshots are files. Name a folder for them in RaftLogOptions.SnapshotFolder.");
        }

        folder = Path.GetFullPath(folder ?? Path.GetDirectoryName(whole)!);
        return Directory.Exists(folder)
            ? new SnapshotStore(folder, Path.GetFileName(whole))
            : throw new DirectoryNotFoundException($"The folder {folder} for snapshots is not there. Make it, or name another one in RaftLogOptions.SnapshotFolder.");
    }

    /// <summary>Opens the snapshot that the log's state names, and deletes every other one.</summary>
    /// <exception cref="RaftLogException">It is not there, or is damaged; nothing was deleted.</exception>
    internal SnapshotFile? Open(long index, long term)
    {
        SnapshotFile? current = index == 0 ? null : SnapshotFile.Open(PathOf(index, term), index, term);
        DeleteOthers(current);
        return current;
    }

    /// <summary>
    /// Writes a snapshot. It has its name, and all of it is durable, when the task completes; before that there is no name that a crash could
    /// leave. It counts only once the log's state names it.
    /// </summary>
    internal async ValueTask<SnapshotFile> WriteAsync<TContent>(long index, long term, TContent content, CancellationToken token)
        where TContent : IDataTransferObject
    {
        string path = PathOf(index, term);
        using DirectoryEntry entry = DirectoryEntry.Of(path);
        using NewFile file = NewFile.In(entry);
        var stream = new FileStream(file.Handle, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
        stream.Write(new byte[SnapshotHeader.Size]);
        await content.WriteToAsync(stream, BufferLength, token).ConfigureAwait(false);
        await stream.FlushAsync(token).ConfigureAwait(false);
        long length = RandomAccess.GetLength(file.Handle) - SnapshotHeader.Size;
        RandomAccess.Write(file.Handle, new SnapshotHeader(index, term, length, SnapshotFile.Checksum(file.Handle, length)).ToBytes(), 0);

        // Left by an attempt that failed behind its name.
        File.Delete(path);
        return new SnapshotFile(
            file.TryPublish() ?? throw new IOException($"Somebody else made the file {path}. Let each node have a folder or a name of its own."), index, term, length);
    }

    /// <summary>Deletes every snapshot but one. Readers that have one open keep it.</summary>
    internal void DeleteOthers(SnapshotFile? current)
    {
        string? kept = current is null ? null : PathOf(current.Index, current.Term);
        foreach (string file in Directory.EnumerateFiles(folder, name + ".snapshot-*"))
        {
            if (file != kept)
            {
                File.Delete(file);
            }
        }
    }

    internal string PathOf(long index, long term) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.snapshot-{index}-{term}"));
}
