using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Garnet on our devices is killed in the middle of its work: whatever SET was answered is there afterwards.</summary>
public sealed class GarnetKillTests(ITestOutputHelper output)
{
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
        new GarnetKillRounds(output, ["--data", place.Path, .. place.IsFolder ? (string[])[] : ["--length", "512"], .. own ? (string[])["--own-device"] : []]).Run(200, 1500);
    }
}
