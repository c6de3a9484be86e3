using System.Collections.Concurrent;
using System.Diagnostics;

namespace DaxNative.Tests;

/// <summary>A node of the sample: lines in, and out come the same lines with what it says to them.</summary>
internal sealed class CounterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _pending = new();
    private readonly ConcurrentQueue<string> _said = new();

    internal CounterProcess(string[] arguments)
    {
        var start = new ProcessStartInfo(ProbeProcess.DotNet, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _ = ReadAsync();
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    internal bool HasEnded => _process.HasExited;

    /// <summary>What it said first; empty where it has not spoken.</summary>
    internal string FirstLine { get; private set; } = "";

    /// <summary>Asks, and gives up after a while: then nothing is known.</summary>
    internal async Task<string> AskAsync(string question)
    {
        TaskCompletionSource<string> answer = _pending.GetOrAdd(question, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            lock (_gate)
            {
                _process.StandardInput.WriteLine(question);
                _process.StandardInput.Flush();
            }

            return await answer.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or InvalidOperationException)
        {
            return failure.Message;
        }
        finally
        {
            _pending.TryRemove(question, out _);
        }
    }

    internal void Kill() => _process.Kill();

    internal void WaitForExit() => _process.WaitForExit();

    public void Dispose() => _process.Dispose();

    public override string ToString() => string.Join('\n', _said.TakeLast(20));

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _said.Enqueue(line);
            FirstLine = FirstLine.Length > 0 ? FirstLine : line;
            int end = line.IndexOf(": ", StringComparison.Ordinal);
            if (end > 0 && _pending.TryGetValue(line[..end], out TaskCompletionSource<string>? waiting))
            {
                waiting.TrySetResult(line[(end + 2)..]);
            }
        }

        foreach (TaskCompletionSource<string> waiting in _pending.Values)
        {
            waiting.TrySetResult("the process has ended");
        }
    }
}
