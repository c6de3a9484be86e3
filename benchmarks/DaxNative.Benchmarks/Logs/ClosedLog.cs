using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>A log that was closed as it should be.</summary>
internal sealed class ClosedLog
{
    private static readonly LogOptions s_options = new() { AllowVolatile = true };
    private readonly string _path;

    /// <param name="path">Of a new file.</param>
    /// <param name="length">Of the file, in bytes.</param>
    internal ClosedLog(string path, long length)
    {
        _path = path;
        using TransactionalLog log = TransactionalLog.Create(path, s_options with { Length = length });
        log.Append("a record"u8);
    }

    /// <summary>Opens it and closes it again.</summary>
    internal void Open(in Sample sample)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            TransactionalLog.Open(_path, s_options).Dispose();
        }
    }
}
