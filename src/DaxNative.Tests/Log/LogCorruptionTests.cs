using System.Collections.Concurrent;
using System.Globalization;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Every damaged record below the highest number that is proven durable is reported; none is ever returned.</summary>
public class LogCorruptionTests
{
    private const int Images = 64;

    /// <summary>How many, where a person wants another number than the default.</summary>
    private const string CountVariable = "DAXNATIVE_CORRUPTIONS";

    private static readonly int s_count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "400000", CultureInfo.InvariantCulture);

    [Fact]
    public void RandomDamage_IsReportedAndNeverReturned()
    {
        var wrong = new ConcurrentQueue<string>();
        Parallel.For(
            0,
            Images,
            () => new LogVictim(),
            (seed, state, victim) =>
            {
                var image = LogImage.Create(victim.Mapping, seed);
                image.CheckUndamaged(victim);
                var random = new Random(seed);
                for (int i = 0; i < s_count / Images && wrong.Count < 20; i++)
                {
                    int kind = i % LogCorruption.Kinds;
                    byte[] damaged = LogCorruption.Apply(image, kind, random);
                    LogVictim.Outcome outcome = victim.Try(damaged);
                    if ((LogTruth.Judge(image, damaged, outcome) ?? LogOracle.Judge(damaged).Against(outcome)) is { } what)
                    {
                        wrong.Enqueue($"image {seed}, corruption {i} of kind {kind}: {what}");
                    }
                    else if (!outcome.HasOpened && !victim.Holds(damaged))
                    {
                        wrong.Enqueue($"image {seed}, corruption {i} of kind {kind}: refused, and changed");
                    }
                }

                return victim;
            },
            victim => victim.Dispose());
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    [Fact]
    public void MemoryThatIsShorterThanTheLogSays_IsRefused()
    {
        using var victim = new LogVictim();
        var image = LogImage.Create(victim.Mapping, seed: 3);

        LogVictim.Outcome outcome = victim.Try(image.Bytes, isShort: true);

        Assert.Equal(LogError.WrongLength, Assert.IsType<LogException>(outcome.Failure).Error);
        Assert.True(victim.Holds(image.Bytes));
    }
}
