using Xunit;

namespace DaxNative.Tests;

public class MappingOptionsTests
{
    public static TheoryData<string> Contradictions => [.. s_contradictions.Keys];

    private static readonly Dictionary<string, MappingOptions> s_contradictions = new()
    {
        ["negative offset"] = new() { Offset = -1 },
        ["negative length"] = new() { Length = -1 },
        ["end beyond 63 bits"] = new() { Offset = long.MaxValue, Length = 1 },
        ["truncating mode"] = new() { Mode = FileMode.Create },
        ["truncate"] = new() { Mode = FileMode.Truncate },
        ["append"] = new() { Mode = FileMode.Append },
        ["creating read-only"] = new() { Mode = FileMode.OpenOrCreate, Access = MappingAccess.Read },
        ["creating privately"] = new() { Mode = FileMode.CreateNew, Length = 1, Access = MappingAccess.CopyOnWrite },
        ["creating without length"] = new() { Mode = FileMode.CreateNew },
        ["unknown access"] = new() { Access = (MappingAccess)9 },
        ["negative threshold"] = new() { NonTemporalThreshold = -1 },
        ["unknown granularity"] = new() { RequiredGranularity = (StoreGranularity)9 },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Open_RefusesOptionsThatContradictThemselves(string contradiction)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 1);

        Assert.ThrowsAny<ArgumentException>(() => PersistentMapping.Open(temp.Path, s_contradictions[contradiction]));

        Assert.Equal(4096, new FileInfo(temp.Path).Length);
    }

    [Theory]
    [InlineData("byte", StoreGranularity.Byte)]
    [InlineData("CacheLine", StoreGranularity.CacheLine)]
    [InlineData("CACHE_LINE", StoreGranularity.CacheLine)]
    [InlineData("page", StoreGranularity.Page)]
    public void ForcedGranularity_ReadsTheEnvironment(string text, StoreGranularity expected)
    {
        Assert.Equal(expected, ForcedGranularity.From(null, text)?.Granularity);
        Assert.Equal(StoreGranularity.Page, ForcedGranularity.From(StoreGranularity.Page, text)?.Granularity);
    }

    [Theory]
    [InlineData("line")]
    [InlineData("0")]
    [InlineData(" ")]
    public void ForcedGranularity_IsNeverIgnored(string text) =>
        Assert.Contains(ForcedGranularity.Variable, Assert.Throws<DaxException>(() => ForcedGranularity.From(null, text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void ForcedGranularity_IsNoneWithoutAWord(string? text) => Assert.Null(ForcedGranularity.From(null, text));
}
