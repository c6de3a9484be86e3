namespace DaxNative.Benchmarks;

/// <summary>Threads that do nothing but allocate, until disposed.</summary>
internal sealed class Garbage : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _isOver;

    internal Garbage(int threads)
    {
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Allocate))];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public void Dispose()
    {
        _isOver = true;
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Allocate()
    {
        byte[][] kept = new byte[64][];
        for (int i = 0; !_isOver; i = (i + 1) % kept.Length)
        {
            kept[i] = new byte[512];
        }
    }
}
