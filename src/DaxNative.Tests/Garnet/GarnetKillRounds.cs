using System.Diagnostics;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>
/// Garnet in a place, killed again and again under writers that wait for each commit. Each start reads what was answered before that kill, the last one
/// all that was ever answered: nobody writes a key twice, so a lost one stays lost. What was under way at the kill may be there or not.
/// </summary>
internal sealed class GarnetKillRounds(ITestOutputHelper output, params string[] arguments)
{
    private const int Writers = 3;

    private readonly int[] _answered = new int[Writers];
    private readonly int[] _checked = new int[Writers];

    /// <summary>How many rounds there are in a run of the tests, or as many as somebody likes.</summary>
    internal static int Wanted { get; } = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_GARNET_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    /// <summary>What the last server is looked at for while it runs.</summary>
    internal Action<GarnetProcess> Look { get; init; } = _ => { };

    /// <param name="least">How many SETs are answered in a round at least before the kill.</param>
    /// <param name="most">And at most; a few more are answered until it hits.</param>
    internal void Run(int least, int most)
    {
        var random = new Random(7);
        for (int round = 0; round < Wanted; round++)
        {
            long since = Stopwatch.GetTimestamp();
            using var server = new GarnetProcess(arguments);
            Check(server.Port, _checked);
            _answered.CopyTo(_checked, 0);
            int before = _answered.Sum();
            Write(server, random.Next(least, most), isSaved: round % 2 == 1);
            output.WriteLine($"round {round}: {server.Guarantee}; {_answered.Sum() - before} SETs answered, then killed; {Stopwatch.GetElapsedTime(since).TotalSeconds:N1} s");
        }

        using var last = new GarnetProcess(arguments);
        Check(last.Port, new int[Writers]);
        Look(last);
        output.WriteLine($"{_answered.Sum()} SETs answered in {Wanted} rounds, none lost");
    }

    // Kills it from another thread while it answers.
    private void Write(GarnetProcess server, int count, bool isSaved)
    {
        int left = count;
        Task? kill = null;
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() => Write(writer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(writers);
        Volatile.Read(ref kill)!.GetAwaiter().GetResult();

        void Write(int writer)
        {
            using var client = new RespClient(server.Port);
            try
            {
                while (true)
                {
                    Assert.Equal("OK", client.Ask("SET", KeyOf(writer, _answered[writer]), ValueOf(writer, _answered[writer])));
                    _answered[writer]++;
                    int now = Interlocked.Decrement(ref left);
                    if (now == count / 2 && isSaved)
                    {
                        Assert.Equal("OK", client.Ask("SAVE"));
                    }

                    if (now == 0)
                    {
                        Volatile.Write(ref kill, Task.Run(server.Kill));
                    }
                }
            }
            catch (IOException) when (Volatile.Read(ref kill) is not null)
            {
            }
        }
    }

    private void Check(int port, int[] from)
    {
        using var client = new RespClient(port);
        for (int writer = 0; writer < Writers; writer++)
        {
            for (int i = from[writer]; i < _answered[writer]; i++)
            {
                Assert.Equal(ValueOf(writer, i), client.Ask("GET", KeyOf(writer, i)));
            }
        }
    }

    private static string KeyOf(int writer, int number) => $"key{writer}.{number}";

    private static string ValueOf(int writer, int number) => $"value {writer}.{number} " + new string('v', number * 37 % 300);
}
