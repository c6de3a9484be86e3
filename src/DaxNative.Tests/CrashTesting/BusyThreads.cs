namespace DaxNative.Tests;

/// <summary>Threads that do nothing and want a CPU for it, until this is disposed.</summary>
internal sealed class BusyThreads : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _isOver;

    internal BusyThreads(int count)
    {
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Spin))];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public void Dispose()
    {
        _isOver = true;
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Spin()
    {
        while (!_isOver)
        {
        }
    }
}
