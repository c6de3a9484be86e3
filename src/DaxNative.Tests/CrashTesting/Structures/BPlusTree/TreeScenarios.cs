using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>How the tree is tested.</summary>
internal static class TreeScenarios
{
    private const int Nodes = 10;

    /// <summary>One thread that inserts with splits, updates, and deletes until leaves go.</summary>
    internal static CrashScenario Alone(TreeMistake mistake, StoreGranularity granularity = StoreGranularity.CacheLine)
    {
        var model = new TreeModel();
        BPlusTree? tree = null;
        return Scenario("tree, one writer", mistake, granularity, model.Check) with
        {
            Prepare = memory =>
            {
                tree = BPlusTree.Create(memory, mistake);
                model.Clear();
                foreach (long key in (long[])[10, 20, 30])
                {
                    model.Before(key, key);
                    tree.Insert(key, key);
                }
            },
            Run = run =>
            {
                model.Insert(run, tree!, 40, 4);
                model.Update(run, tree!, 20, 22);
                model.Insert(run, tree!, 15, 5);
                model.Insert(run, tree!, 50, 6);
                model.Insert(run, tree!, 60, 7);
                model.Delete(run, tree!, 30);
                model.Delete(run, tree!, 40);
                model.Update(run, tree!, 60, 77);
                model.Delete(run, tree!, 50);
                model.Delete(run, tree!, 60);
            },
        };
    }

    /// <summary>One thread, after a change of many entries and 255 changes of one.</summary>
    internal static CrashScenario After256Changes(TreeMistake mistake)
    {
        var model = new TreeModel();
        BPlusTree? tree = null;
        return Scenario("tree, after 256 changes", mistake, StoreGranularity.CacheLine, model.Check) with
        {
            Prepare = memory =>
            {
                tree = BPlusTree.Create(memory, mistake);
                model.Clear();
                foreach (long key in (long[])[10, 20, 30, 40])
                {
                    model.Before(key, key);
                    tree.Insert(key, key);
                }

                for (int i = 0; i < 255; i++)
                {
                    tree.Update(20, i);
                }

                model.Before(20, 254);
            },
            Run = run =>
            {
                model.Update(run, tree!, 20, 21);
                model.Update(run, tree!, 10, 11);
                model.Delete(run, tree!, 30);
            },
        };
    }

    /// <summary>A process that inserts and is killed before its commit is durable, and another one that goes on.</summary>
    internal static CrashScenario AfterAKill(TreeMistake mistake) => Scenario(
        "tree, after a kill",
        mistake,
        StoreGranularity.CacheLine,
        (recovered, crash) =>
        {
            long[] keys = [.. recovered.Content().Keys];
            crash.Require(keys.Length >= crash.CountLeftAfterAKill() && keys.Length <= crash.StartedCount && keys.SequenceEqual(Enumerable.Range(1, keys.Length).Select(key => (long)key)));
        }) with
    {
        Prepare = memory => BPlusTree.Create(memory, mistake),
        Run = run =>
        {
            run.Operation("insert", () => BPlusTree.Recover(run.Memory, mistake).Insert(1, 1));
            run.Begin("insert");
            Killed.Process(() => BPlusTree.Recover(run.Memory, TreeMistake.CommitNotDrained).Insert(2, 2));
            BPlusTree next = BPlusTree.Recover(run.Memory, mistake);
            run.Operation("insert", () => next.Insert(3, 3));
            run.Operation("insert", () => next.Insert(4, 4));
        },
    };

    /// <summary>Two threads that insert keys of their own, each as often.</summary>
    internal static CrashScenario Together(TreeMistake mistake)
    {
        BPlusTree? tree = null;
        void Write(CrashRun run)
        {
            for (int i = 0; i < 3; i++)
            {
                long key = (10 * i) + run.Writer;
                run.Operation("insert", () => tree!.Insert(key, key), key);
            }
        }

        return Scenario(
            "tree, two writers", mistake, StoreGranularity.CacheLine, (recovered, crash) => crash.RequireWhatWasPut(recovered.Content().ContainsKey)) with
        {
            Prepare = memory => tree = BPlusTree.Create(memory, mistake),
            Writers = [Write, Write],
        };
    }

    /// <summary>Two threads that take keys, more than there are.</summary>
    internal static CrashScenario Taking(TreeMistake mistake)
    {
        BPlusTree? tree = null;
        void Take(CrashRun run)
        {
            for (int i = 0; i < 2; i++)
            {
                run.Operation("take", () => tree!.TakeFirst());
            }
        }

        return Scenario(
            "tree, two takers", mistake, StoreGranularity.CacheLine, (recovered, crash) => crash.RequireWhatIsLeft(recovered.Content().Count, atFirst: 3)) with
        {
            Prepare = memory =>
            {
                tree = BPlusTree.Create(memory, mistake);
                Array.ForEach<long>([1, 2, 3], key => tree.Insert(key, key));
            },
            Writers = [Take, Take],
        };
    }

    /// <summary>A thread that updates a value to ever higher ones, and one that reads it: what was read stays.</summary>
    internal static CrashScenario Reading(TreeMistake mistake)
    {
        BPlusTree? tree = null;
        var read = new System.Collections.Concurrent.ConcurrentDictionary<int, long>();
        return Scenario(
            "tree, a writer and a reader",
            mistake,
            StoreGranularity.CacheLine,
            (recovered, crash) =>
            {
                long value = recovered.Content()[1];
                crash.Require(value >= crash.CountCompleted("update"));
                crash.RequireWhatWasRead(read, value);
            }) with
        {
            Prepare = memory =>
            {
                read.Clear();
                tree = BPlusTree.Create(memory, mistake);
                tree.Insert(1, 0);
            },
            Writers =
            [
                run =>
                {
                    for (long i = 1; i <= 3; i++)
                    {
                        run.Operation("update", () => tree!.Update(1, i));
                    }
                },
                run =>
                {
                    for (int i = 0; i < 3; i++)
                    {
                        int operation = run.Begin("lookup");
                        read[operation] = tree!.Lookup(1);
                        run.Complete(operation);
                    }
                },
            ],
        };
    }

    private static CrashScenario Scenario(string name, TreeMistake mistake, StoreGranularity granularity, Action<BPlusTree, CrashState> check) => new()
    {
        Name = $"{name}, {mistake}",
        Length = granularity == StoreGranularity.Page ? 8192 : (int)UndoLog.EndOffset + (Nodes * 128),
        Granularity = granularity,
        Subject = CrashSubject.Of(memory => BPlusTree.Recover(memory, mistake), check),
    };
}
