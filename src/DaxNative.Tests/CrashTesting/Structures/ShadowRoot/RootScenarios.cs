using System.Collections.Concurrent;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>How the list in shadow pages is tested.</summary>
internal static class RootScenarios
{
    private const int Pages = 8;

    /// <summary>One thread that appends, replaces and takes, over two pages of items.</summary>
    /// <param name="mistake">What is wrong.</param>
    /// <param name="granularity">Of the memory.</param>
    /// <param name="versions">How many there were before.</param>
    internal static CrashScenario Alone(RootMistake mistake, StoreGranularity granularity = StoreGranularity.CacheLine, int versions = 0)
    {
        var model = new ListModel();
        ShadowList? list = null;
        return Scenario("root, one writer", mistake, granularity, model.Check) with
        {
            Prepare = memory =>
            {
                model.Clear();
                list = ShadowList.Create(memory, mistake);
                for (int i = 0; i < versions; i += 2)
                {
                    list.Append(1);
                    list.TryTakeLast();
                }
            },
            Run = run =>
            {
                model.Append(run, list!, 11);
                model.Append(run, list!, 12);
                model.Append(run, list!, 13);
                model.Append(run, list!, 14);
                model.Append(run, list!, 15);
                model.Set(run, list!, 1, 22);
                model.TakeLast(run, list!);
                model.TakeLast(run, list!);
                model.Append(run, list!, 33);
            },
        };
    }

    /// <summary>One thread that fills the list, so that the whole of a table is in use.</summary>
    internal static CrashScenario Filling(RootMistake mistake)
    {
        var model = new ListModel();
        ShadowList? list = null;
        return Scenario("root, filling", mistake, StoreGranularity.CacheLine, model.Check) with
        {
            Prepare = memory =>
            {
                model.Clear();
                list = ShadowList.Create(memory, mistake);
                for (int i = 1; i < ShadowList.Capacity - 3; i++)
                {
                    list.Append(i);
                    model.Before(i);
                }
            },
            Run = run =>
            {
                model.Append(run, list!, 91);
                model.Append(run, list!, 92);
                model.Set(run, list!, ShadowList.Capacity - 3, 93);
                model.TakeLast(run, list!);
                model.TakeLast(run, list!);
            },
        };
    }

    /// <summary>A process that appends and is killed before its root is durable, and another one that goes on.</summary>
    internal static CrashScenario AfterAKill(RootMistake mistake)
    {
        long[][] states = [[], [11], [11, 12], [21, 12], [21, 12, 14]];
        return Scenario(
            "root, after a kill",
            mistake,
            StoreGranularity.CacheLine,
            (recovered, crash) =>
            {
                IReadOnlyList<long> items = recovered.Items();
                crash.Require(states[crash.CountLeftAfterAKill()..(crash.StartedCount + 1)].Any(state => state.SequenceEqual(items)));
            }) with
        {
            Prepare = memory => ShadowList.Create(memory, mistake),
            Run = run =>
            {
                run.Operation("append", () => ShadowList.Recover(run.Memory, mistake).Append(11));
                run.Begin("append");
                Killed.Process(() => ShadowList.Recover(run.Memory, RootMistake.RootNotDrained).Append(12));
                ShadowList next = ShadowList.Recover(run.Memory, mistake);
                run.Operation("set", () => next.Set(0, 21));
                run.Operation("append", () => next.Append(14));
            },
        };
    }

    /// <summary>Two threads that append.</summary>
    internal static CrashScenario Together(RootMistake mistake)
    {
        ShadowList? list = null;
        void Write(CrashRun run)
        {
            for (int i = 1; i <= 3; i++)
            {
                long value = (10 * i) + run.Writer;
                run.Operation("append", () => list!.Append(value), value);
            }
        }

        return Scenario(
            "root, two writers",
            mistake,
            StoreGranularity.CacheLine,
            (recovered, crash) =>
            {
                IReadOnlyList<long> items = recovered.Items();
                crash.Require(items.Distinct().Count() == items.Count);
                crash.RequireWhatWasPut(items.Contains);
            }) with
        {
            Prepare = memory => list = ShadowList.Create(memory, mistake),
            Writers = [Write, Write],
        };
    }

    /// <summary>Two threads that take items, more than there are.</summary>
    internal static CrashScenario Taking(RootMistake mistake)
    {
        ShadowList? list = null;
        void Take(CrashRun run)
        {
            for (int i = 0; i < 2; i++)
            {
                run.Operation("take", () => list!.TryTakeLast());
            }
        }

        return Scenario(
            "root, two takers", mistake, StoreGranularity.CacheLine, (recovered, crash) => crash.RequireWhatIsLeft(recovered.Items().Count, atFirst: 3)) with
        {
            Prepare = memory =>
            {
                list = ShadowList.Create(memory, mistake);
                Array.ForEach<long>([1, 2, 3], list.Append);
            },
            Writers = [Take, Take],
        };
    }

    /// <summary>A thread that appends, and one that reads the total: what was read stays.</summary>
    internal static CrashScenario Reading(RootMistake mistake)
    {
        ShadowList? list = null;
        var read = new ConcurrentDictionary<int, long>();
        return Scenario(
            "root, a writer and a reader",
            mistake,
            StoreGranularity.CacheLine,
            (recovered, crash) =>
            {
                crash.Require(recovered.Items().Count >= crash.CountCompleted("append"));
                crash.RequireWhatWasRead(read, recovered.Items().Sum());
            }) with
        {
            Prepare = memory =>
            {
                read.Clear();
                list = ShadowList.Create(memory, mistake);
            },
            Writers =
            [
                run => Array.ForEach<long>([1, 2, 3], value => run.Operation("append", () => list!.Append(value))),
                run =>
                {
                    for (int i = 0; i < 6; i++)
                    {
                        int operation = run.Begin("total");
                        read[operation] = list!.Total;
                        run.Complete(operation);
                    }
                },
            ],
        };
    }

    private static CrashScenario Scenario(string name, RootMistake mistake, StoreGranularity granularity, Action<ShadowList, CrashState> check) => new()
    {
        Name = $"{name}, {mistake}",
        Length = granularity == StoreGranularity.Page ? (2 + Pages) * 4096 : 256 + (Pages * 256),
        Granularity = granularity,
        Subject = CrashSubject.Of(memory => ShadowList.Recover(memory, mistake), check),
    };
}
