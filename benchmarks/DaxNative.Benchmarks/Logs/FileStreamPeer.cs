using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>What there is without persistent memory: a write to a file on a disk, and a flush to the disk.</summary>
internal sealed class FileStreamPeer : Participant, IDisposable
{
    private const long Longest = 16 << 20;
    private readonly FileStream _file;

    private FileStreamPeer(FileStream file)
        : base("FileStream flushed to disk") => _file = file;

    /// <summary>Null where the folder for temporary files is in memory.</summary>
    internal static FileStreamPeer? Open()
    {
        string folder = Path.GetTempPath();
        return new DriveInfo(folder).DriveFormat == "tmpfs"
            ? null
            : new FileStreamPeer(new FileStream(Path.Combine(folder, Path.GetRandomFileName()), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = 0,
                Options = FileOptions.DeleteOnClose,
                PreallocationSize = Longest,
            }));
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
