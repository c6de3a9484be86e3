using System.Diagnostics;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Garnet on our devices is killed in the middle of its work: whatever SET was answered is there afterwards.</summary>
public sealed class GarnetKillTests(ITestOutputHelper output)
{
    private static readonly int s_rounds = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_GARNET_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(StoreKind.FolderInMemory)]
    [InlineData(StoreKind.FolderOnDisk)]
    [InlineData(StoreKind.FileInMemory)]
    public void Kill_LosesNoSetThatWasAnswered(StoreKind kind) => Rounds(kind, own: false);

    /// <summary>The control: the same rounds on what the engine brings along.</summary>
    [Fact]
    public void Kill_LosesNothingOfTheEnginesOwnDeviceEither() => Rounds(StoreKind.FolderOnDisk, own: true);

    [Fact]
    public void CtrlC_EndsItAndTheNextStartFindsEverything()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        using (var server = new GarnetProcess("--data", place.Path))
        {
            using var client = new RespClient(server.Port);
            Assert.Equal("OK", client.Ask("SET", "a", "1"));
            (int exitCode, string said) = server.Interrupt();
            Assert.Equal(0, exitCode);
            Assert.Contains("closed", said, StringComparison.Ordinal);
        }

        using var again = new GarnetProcess("--data", place.Path);
        using var reader = new RespClient(again.Port);
        Assert.Equal("1", reader.Ask("GET", "a"));
    }

    private void Rounds(StoreKind kind, bool own)
    {
        using var place = new TestStore(kind);
        string[] arguments = ["--data", place.Path, .. place.IsFolder ? (string[])[] : ["--length", "512"], .. own ? (string[])["--own-device"] : []];
        int answered = 0;
        var random = new Random(7);
        for (int round = 0; round < s_rounds; round++)
        {
            using var server = new GarnetProcess(arguments);
            Check(server.Port, answered);
            long since = Stopwatch.GetTimestamp();
            int written = Write(server, answered, random.Next(200, 1500), isSaved: round % 2 == 1);
            output.WriteLine($"round {round}: {server.Guarantee}; {written - answered} SETs answered in {Stopwatch.GetElapsedTime(since).TotalMilliseconds:N0} ms, then killed");
            answered = written;
        }

        using var last = new GarnetProcess(arguments);
        Check(last.Port, answered);
        output.WriteLine($"{answered} SETs answered in {s_rounds} rounds, none lost");
    }

    // Kills it from another thread while it answers; what was under way may be there or not.
    private static int Write(GarnetProcess server, int from, int count, bool isSaved)
    {
        using var client = new RespClient(server.Port);
        int next = from;
        Task? kill = null;
        try
        {
            for (; ; next++)
            {
                Assert.Equal("OK", client.Ask("SET", $"key{next}", ValueOf(next)));
                if (next - from == count / 2 && isSaved)
                {
                    Assert.Equal("OK", client.Ask("SAVE"));
                }

                if (next - from == count)
                {
                    kill = Task.Run(server.Kill);
                }
            }
        }
        catch (IOException) when (kill is not null)
        {
            kill.GetAwaiter().GetResult();
            return next;
        }
    }

    private static void Check(int port, int answered)
    {
        using var client = new RespClient(port);
        for (int i = 0; i < answered; i++)
        {
            Assert.Equal(ValueOf(i), client.Ask("GET", $"key{i}"));
        }
    }

    private static string ValueOf(int number) => $"value {number} " + new string('v', number * 37 % 300);
}
