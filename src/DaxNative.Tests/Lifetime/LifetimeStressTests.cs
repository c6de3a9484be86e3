using Xunit;

namespace DaxNative.Tests;

/// <summary>Threads flush, write, slice and pin while another disposes: calls end normally or say that it is disposed.</summary>
public class LifetimeStressTests
{
    private const int Workers = 6;
    private const int Rounds = 60;

    [Theory]
    [InlineData("CacheLine")]
    [InlineData("Byte")]
    [InlineData("Page")]
    public void DisposeAmongUsers_EndsEveryCallNormallyOrWithObjectDisposed(string granularity)
    {
        using var temp = TempPath.InMemory();
        MappingOptions options = TempPath.Volatile() with { RequiredGranularity = Enum.Parse<StoreGranularity>(granularity) };
        for (int round = 0; round < Rounds; round++)
        {
            long completed = 0;
            PersistentMapping map = PersistentMapping.Open(temp.Path, options);
            Assert.Equal(options.RequiredGranularity, map.Granularity);
            using var started = new Barrier(Workers + 1);
            Thread[] threads = [.. Enumerable.Range(0, Workers).Select(worker => Start(() => Use(map, worker, started, ref completed)))];
            started.SignalAndWait();

            // In the middle of the work, at another point of it each round.
            long enough = 1 + round % 40;
            SpinWait.SpinUntil(() => Interlocked.Read(ref completed) >= enough);
            map.Dispose();
            foreach (Thread thread in threads)
            {
                thread.Join();
            }
        }
    }

    private static Thread Start(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        return thread;
    }

    private static void Use(PersistentMapping map, int worker, Barrier started, ref long completed)
    {
        started.SignalAndWait();
        byte[] payload = new byte[256];
        try
        {
            for (long i = 0; ; i++)
            {
                long at = (i * 64) % (map.Length - 4096);
                One(map, (int)((worker + i) % 7), at, payload);
                Interlocked.Increment(ref completed);
            }
        }
        catch (ObjectDisposedException)
        {
            // The only exception that a user may see.
        }
    }

    private static void One(PersistentMapping map, int what, long at, byte[] payload)
    {
        switch (what)
        {
            case 0:
                map.Persist(at, 8);
                break;
            case 1:
                map.Write(at, payload);
                break;
            case 2:
                map.Slice(at, 4096).Persist(0, 4096);
                break;
            case 3:
                map.StoreAtomic(at, at);
                break;
            case 4:
                map.Fill(at, 512, 3);
                break;
            case 5:
                using (map.AsMemory(at, 64).Pin())
                {
                    map.Flush(at, 64);
                }

                break;
            default:
                using (FlushBatch batch = map.BeginFlush())
                {
                    batch.Add(at, 64);
                    batch.Add(0, map.Length);
                }

                break;
        }
    }
}
