using System.Buffers;
using System.Runtime.CompilerServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Who has called Dispose may rely on it, whoever called it first: the lock is free when the call is over.</summary>
public sealed class SecondDisposeTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();
    private readonly MappingOptions _locked = TempPath.Volatile() with { Lock = true };
    private readonly ManualResetEventSlim _leave = new();
    private readonly PersistentMapping _map;
    private readonly Thread _worker;

    public SecondDisposeTests()
    {
        _map = PersistentMapping.Open(_temp.Path, _locked);

        // A thread in the middle of a call.
        using var entered = new ManualResetEventSlim();
        _worker = Start(() =>
        {
            HazardSlot slot = HazardSlot.Current;
            slot.Enter(IdOf(_map));
            entered.Set();
            _leave.Wait();
            slot.Exit();
        });
        entered.Wait();
    }

    [Fact]
    public void SecondDispose_ReturnsWhenTheFirstHas()
    {
        Thread first = Start(_map.Dispose);
        WaitUntilItWaitsOrEnds(first);
        Exception? reopened = null;
        Thread second = Start(() =>
        {
            _map.Dispose();
            reopened = Record.Exception(() => PersistentMapping.Open(_temp.Path, _locked).Dispose());
        });
        WaitUntilItWaitsOrEnds(second);

        _leave.Set();
        first.Join();
        second.Join();

        Assert.Null(reopened);
    }

    [Fact]
    public void EveryDisposeOfMany_ReturnsToAFreeLock()
    {
        int held = 0;
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(_ => Start(() =>
        {
            _map.Dispose();
            try
            {
                using var shared = PersistentMapping.Open(_temp.Path, new MappingOptions { Access = MappingAccess.Read, Lock = true, AllowVolatile = true });
            }
            catch (DaxException)
            {
                Interlocked.Increment(ref held);
            }
        }))];
        Array.ForEach(threads, WaitUntilItWaitsOrEnds);

        _leave.Set();
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(0, held);
    }

    [Fact]
    public void EveryDispose_ReturnsThoughSomethingIsPinned()
    {
        _leave.Set();
        MemoryHandle pin = _map.AsMemory(0, 64).Pin();

        _map.Dispose();
        _map.Dispose();

        Assert.Equal(DaxError.Locked, Assert.Throws<DaxException>(() => PersistentMapping.Open(_temp.Path, _locked)).Error);
        pin.Dispose();
        PersistentMapping.Open(_temp.Path, _locked).Dispose();
    }

    [Fact]
    public void DisposeThatWasInterrupted_IsFinishedByTheNext()
    {
        Exception? interruption = null;
        Thread first = Start(() => interruption = Record.Exception(_map.Dispose));
        WaitUntilItWaitsOrEnds(first);
        first.Interrupt();
        first.Join();
        Assert.IsType<ThreadInterruptedException>(interruption);
        Assert.Throws<ObjectDisposedException>(() => _map.Persist(0, 8));

        _leave.Set();
        _map.Dispose();

        PersistentMapping.Open(_temp.Path, _locked).Dispose();
    }

    public void Dispose()
    {
        _leave.Set();
        _worker.Join();
        _map.Dispose();
        _leave.Dispose();
        _temp.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref readonly long IdOf(PersistentMapping map);

    private static Thread Start(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        return thread;
    }

    // Whichever comes first; then it has done all that it can.
    private static void WaitUntilItWaitsOrEnds(Thread thread) =>
        SpinWait.SpinUntil(() => !thread.IsAlive || (thread.ThreadState & ThreadState.WaitSleepJoin) != 0);
}
