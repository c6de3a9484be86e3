using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Appends from any thread.</summary>
public sealed class SharedAppendTests
{
    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.Byte, StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Append_IsThereAfterAPowerCut(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        simulated.Log.Append("one"u8);
        simulated.Log.Append("two"u8);

        Assert.Equal(["one", "two"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Append_OfManyThreadsLosesNothingAndKeepsEachThreadsOrder(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity, 1 << 20);

        Parallel.For(0, 6, writer =>
        {
            for (int i = 0; i < 200; i++)
            {
                simulated.Log.Append(Encoding.UTF8.GetBytes($"{writer} {i}"));
            }
        });

        string[] texts = [.. SimulatedLog.Texts(simulated.CutPower())];
        Assert.Equal(1200, texts.Length);
        for (int writer = 0; writer < 6; writer++)
        {
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{writer} {i}"), texts.Where(text => text.StartsWith($"{writer} ", StringComparison.Ordinal)));
        }
    }
}
