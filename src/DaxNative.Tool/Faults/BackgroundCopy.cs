namespace DaxNative.Tool.Faults;

/// <summary>The load: a thread that copies a file on the same file system, and synchronises each copy, until it is told to stop.</summary>
internal sealed class BackgroundCopy : IDisposable
{
    private readonly string _source;
    private readonly string _copy;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _copying = new();
    private volatile bool _isStopping;
    private volatile Exception? _failure;

    private BackgroundCopy(string path, int mebibytes)
    {
        _source = path + "-source";
        _copy = path + "-copy";
        _thread = new Thread(() => Run(mebibytes)) { IsBackground = true, Name = "background copy" };
    }

    /// <summary>Returns when the first copy is under way.</summary>
    internal static BackgroundCopy Start(string path, int mebibytes)
    {
        var load = new BackgroundCopy(path, mebibytes);
        load._thread.Start();
        load._copying.Wait();
        return load;
    }

    /// <summary>A load that ended early was none.</summary>
    /// <exception cref="IOException">The copy failed.</exception>
    internal void Require()
    {
        if (_failure is { } failure)
        {
            throw new IOException($"The background copy failed: {failure.Message} Choose a smaller --load-size.", failure);
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _copying.Dispose();
        File.Delete(_source);
        File.Delete(_copy);
    }

    private void Run(int mebibytes)
    {
        try
        {
            byte[] block = new byte[1 << 20];
            Write(_source, mebibytes, () => block);
            while (!_isStopping)
            {
                using FileStream source = File.OpenRead(_source);
                Write(_copy, mebibytes, () =>
                {
                    source.ReadExactly(block);
                    _copying.Set();
                    return block;
                });
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _failure = exception;
        }
        finally
        {
            _copying.Set();
        }
    }

    private void Write(string path, int blocks, Func<byte[]> next)
    {
        using FileStream target = File.Create(path, bufferSize: 0);
        for (int i = 0; i < blocks && !_isStopping; i++)
        {
            target.Write(next());
        }

        target.Flush(flushToDisk: true);
    }
}
