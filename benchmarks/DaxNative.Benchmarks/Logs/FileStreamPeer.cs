using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>What there is without persistent memory: a write to a file on a disk, and a flush to the disk.</summary>
internal sealed class FileStreamPeer : Participant, IDisposable
{
    private const long Longest = 16 << 20;
    private readonly FileStream _file;

    private FileStreamPeer(FileStream file)
        : base(LogPeers.FileStream) => _file = file;

    /// <summary>The folder for temporary files; null where that is in memory.</summary>
    internal static string? DiskFolder => Path.GetTempPath() is var folder && new DriveInfo(folder).DriveFormat == "tmpfs" ? null : folder;

    /// <summary>Null where the machine has no disk to write to.</summary>
    internal static FileStreamPeer? OnDisk() => DiskFolder is { } folder ? Open(folder) : null;

    /// <summary>A new file, written through once, so that a later write to it changes nothing but its bytes.</summary>
    internal static FileStreamPeer Open(string folder)
    {
        var file = new FileStream(Path.Combine(folder, Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = Longest,
        });
        file.Write(new byte[Longest]);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return new FileStreamPeer(file);
    }

    internal override double Run(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Payload(in sample);
        if (_file.Position + sample.Count * sample.Size > Longest)
        {
            _file.Position = 0;
        }

        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < sample.Count; i++)
        {
            _file.Write(payload);
            _file.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    internal override string? Check(in Sample sample)
    {
        byte[] last = new byte[sample.Size];
        RandomAccess.Read(_file.SafeFileHandle, last, _file.Position - last.Length);
        return Payload(in sample).SequenceEqual(last) ? null : "the last record is not there";
    }

    public void Dispose() => _file.Dispose();

    // SAFETY: the source is the area's, as long as the largest operation, or longer.
    private static unsafe ReadOnlySpan<byte> Payload(in Sample sample) => new((void*)sample.Source, checked((int)sample.Size));
}
