using System.Runtime.CompilerServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>No slot is ever used by two threads at a time, and none is out of Dispose's sight.</summary>
public unsafe class StackPageSlotsTests
{
    // Few enough pages that the process's own table keeps room for other tests.
    private const int Threads = 12;
    private const int Depth = 16;

    [Fact]
    public void TheSameFrame_FindsTheSameSlot() => Assert.True(Unsafe.AreSame(ref StackPageSlots.Current, ref StackPageSlots.Current));

    // Each thread comes to its pages at many depths, writes its own number and looks whether it stays.
    [Fact]
    public void ThreadsAtManyDepths_NeverShareASlot()
    {
        long disturbed = 0;
        using var together = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(1, Threads).Select(number => new Thread(() =>
        {
            together.SignalAndWait();
            for (int round = 0; round < 50; round++)
            {
                Interlocked.Add(ref disturbed, Descend(number, Depth));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, disturbed);
    }

    [Fact]
    public void AFullNeighbourhood_LeavesTheThreadItsOwnSlot()
    {
        StackPageSlots.Place* places = StackPageSlots.CreateTable();

        // Every page finds a place at first, and the same one again.
        ref long first = ref StackPageSlots.Find(places, 12345);
        Assert.True(Unsafe.AreSame(ref first, ref StackPageSlots.Find(places, 12345)));
        Assert.False(Unsafe.AreSame(ref first, ref StackPageSlots.Find(places, 12346)));
        for (nuint page = 1; page < 16 * StackPageSlots.Count; page++)
        {
            StackPageSlots.Find(places, page * 31);
        }

        for (int i = 0; i < StackPageSlots.Count; i++)
        {
            Assert.NotEqual(0u, places[i].Page);
        }

        ref long own = ref StackPageSlots.Find(places, 7_777_777);
        Assert.True(Unsafe.AreSame(ref own, ref ThreadSlot.Current));
        Assert.True(Unsafe.AreSame(ref first, ref StackPageSlots.Find(places, 12345)));
    }

    // Dispose looks only where a group says that it was claimed.
    [Fact]
    public void APlaceThatWasClaimed_LiesInAGroupThatSaysSo()
    {
        StackPageSlots.Place* places = StackPageSlots.CreateTable();
        for (nuint page = 1; page < 200; page++)
        {
            ref long slot = ref StackPageSlots.Find(places, page * 977);
            nint place = Unsafe.ByteOffset(ref places->MappingId, ref slot) / sizeof(StackPageSlots.Place);
            Assert.InRange(place, 0, StackPageSlots.Count - 1);
            int group = (int)place / StackPageSlots.Probes;
            Assert.NotEqual(0u, StackPageSlots.ClaimedOf(places)[group / 64] & (1UL << (group % 64)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WaitUntilFree_WaitsForAnAnnouncementAndNotForAnother(bool inThreadSlot)
    {
        const long Mine = long.MaxValue - 5;
        using var announced = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var worker = new Thread(() =>
        {
            ref long slot = ref inThreadSlot ? ref ThreadSlot.Current : ref StackPageSlots.Current;
            Volatile.Write(ref slot, Mine);
            announced.Set();
            leave.Wait();
            Volatile.Write(ref slot, 0);
        });
        worker.Start();
        announced.Wait();
        HazardSlot.WaitUntilFree(Mine - 1);

        var waiting = new Thread(() => HazardSlot.WaitUntilFree(Mine));
        waiting.Start();
        Assert.False(waiting.Join(TimeSpan.FromMilliseconds(200)));
        leave.Set();
        Assert.True(waiting.Join(TimeSpan.FromMinutes(1)));
        worker.Join();
    }

    // A page of stack a frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Descend(long number, int depth)
    {
        byte* page = stackalloc byte[4096];
        page[depth] = (byte)number;
        ref long slot = ref StackPageSlots.Current;
        long disturbed = 0;
        for (int i = 0; i < 20; i++)
        {
            Volatile.Write(ref slot, number);
            Thread.SpinWait(5);
            disturbed += Volatile.Read(ref slot) == number ? 0 : 1;
            Volatile.Write(ref slot, 0);
        }

        return disturbed + (depth == 0 ? 0 : Descend(number, depth - 1));
    }
}
