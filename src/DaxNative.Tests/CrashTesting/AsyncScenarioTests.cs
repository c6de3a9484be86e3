using System.Diagnostics.CodeAnalysis;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Async functions where nobody waits for them: what they do after their first await would be in no run.</summary>
[SuppressMessage("AsyncUsage", "VSTHRD101:Avoid unsupported async delegates", Justification = "That is what is refused.")]
[SuppressMessage("Usage", "MA0147:Avoid async void method for delegate", Justification = "That is what is refused.")]
public class AsyncScenarioTests
{
    [Fact]
    public void AnAsyncRun_IsRefusedBeforeItBegins()
    {
        bool hasBegun = false;
        Refuses("Run of the scenario 'commit'", () => CrashExplorer.Explore(Commits.Sound with
        {
            Run = async run =>
            {
                hasBegun = true;
                await Task.Delay(1);
                run.Operation("late", () => run.Memory.StoreAtomic(0, 1));
            },
        }));
        Assert.False(hasBegun);
    }

    [Fact]
    public void AnAsyncWriter_IsRefused() => Refuses("Writer 1", () => CrashExplorer.Explore(Commits.Sound with { Run = null, Writers = [_ => { }, async _ => await Task.Yield()] }));

    [Fact]
    public void AnAsyncPreparation_IsRefused() => Refuses("Prepare", () => CrashExplorer.Explore(Commits.Sound with { Prepare = async _ => await Task.Yield() }));

    [Fact]
    public void AnAsyncOperation_IsRefused() =>
        Refuses("The operation 'append'", () => CrashExplorer.Explore(Commits.Sound with { Run = run => run.Operation("append", async () => await Task.Yield()) }));

    [Fact]
    public void AnAsyncCheck_IsRefused() => Refuses("The check", () => CrashSubject.Of(memory => memory, async (_, _) => await Task.Yield()));

    [Fact]
    public void AnAsyncRecovery_IsRefused() => Refuses("The recovery", () => CrashSubject.Of(
        async memory =>
        {
            await Task.Yield();
            return memory;
        },
        (_, _) => { }));

    [Fact]
    public void Repeat_RefusesAnAsyncRunToo() =>
        Refuses("Run", () => CrashExplorer.Repeat(Commits.Sound with { Run = async _ => await Task.Yield() }, ImagePath.Parse("0:0")));

    [Fact]
    public void AnAsyncRunOnFiles_IsRefused() => Refuses("Run", () => FileCrashExplorer.Explore(FileCommits.Sound with { Run = async _ => await Task.Yield() }));

    [Fact]
    public void AnAsyncPreparationOfFiles_IsRefused() =>
        Refuses("Prepare", () => FileCrashExplorer.Explore(FileCommits.Sound with { Prepare = async _ => await Task.Yield() }));

    [Fact]
    public void AnAsyncOperationOnFiles_IsRefused() => Refuses(
        "The operation 'append'", () => FileCrashExplorer.Explore(FileCommits.Sound with { Run = run => run.Operation("append", async () => await Task.Yield()) }));

    [Fact]
    public void AnAsyncCheckOfFiles_IsRefused() => Refuses("The check", () => FileCrashSubject.Of(files => files, async (_, _) => await Task.Yield()));

    private static void Refuses(string what, Func<object?> work)
    {
        CrashScenarioException refusal = Assert.Throws<CrashScenarioException>(() => { work(); });
        Assert.StartsWith(what, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("synchronous", refusal.Message, StringComparison.Ordinal);
    }
}
