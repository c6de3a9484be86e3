using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

public sealed class GarnetSampleTests(ITestOutputHelper output)
{
    // More, by hand.
    private static readonly int s_failovers = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_GARNET_FAILOVERS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void Failover_LosesNoKeyAndTheOldPrimaryComesBack()
    {
        for (int round = 0; round < s_failovers; round++)
        {
            ProcessResult run = SampleProgram.Run(GarnetProcess.Sample, "failover", "--keys", "300");

            output.WriteLine(run.ToString());
            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Contains("300 of 300 keys survived", run.Output, StringComparison.Ordinal);
            Assert.Contains("330 of 330 keys", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Serve_RefusesWhatIsNoStoreInOneLine()
    {
        using var place = TempPath.InMemory();
        File.WriteAllText(Path.Combine(place.Directory, "mine"), "text");

        ProcessResult run = SampleProgram.Run(GarnetProcess.Sample, "serve", "--data", place.Directory);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is something already", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
