using Xunit;

namespace DaxNative.Tests;

/// <summary>The analyzers run while somebody types, and in projects that have nothing to do with persistent memory.</summary>
public sealed class AnalyzerSafetyTests
{
    // Each case, cut off in many places: what an editor shows while it is being typed.
    [Fact]
    public void CodeThatDoesNotCompile_ThrowsNothing()
    {
        int broken = 0;
        foreach (string code in EveryCase())
        {
            for (int length = 7; length < code.Length; length += 97)
            {
                var cut = AnalyzedCode.OfMembers(code[..length], LibrarySurface.Real);
                cut.Reported();
                broken += cut.Errors.Any() ? 1 : 0;
            }
        }

        Assert.True(broken > 100, $"{broken} pieces do not compile");
    }

    [Theory]
    [InlineData("void Put(PersistentMapping map) { map.Flush(0, 8, 9); map.Flush(; map.Write(0, Missing(), StoreOptions.Nothing); }")]
    [InlineData("void Put(PersistentMapping map) { map.Flush(0, 8); goto nowhere; }")]
    [InlineData("void Put(Missing map) { map.Flush(0, 8); Span<byte> span = map.AsSpan(0, 8); map.Dispose(); span[0] = 1; }")]
    [InlineData("void Put(PersistentMapping map) { var span = span; span = map.AsSpan(0, 8); map = map; map.Dispose(); span[0] = 1; }")]
    [InlineData("int Put => { _map.Flush(0, 8); await Task.Yield(); } int Put(int Put) { Put(Put); return Put() }")]
    [InlineData("void Put(PersistentMapping map) { PersistentMapping one, two; one = two; two = one; one.Flush(0, 8); two.Drain(); }")]
    [InlineData("void Put(PersistentMapping map) { Span<byte> one, two; map.AsSpan(0, 8); one = two; two = one; map.Dispose(); one[0] = 1; }")]
    [InlineData("void Put() { Put(); void Again() => Again(); _map.Flush(0, 8); Again(); }")]
    public void Nonsense_ThrowsNothing(string members) => AnalyzedCode.OfMembers(members, LibrarySurface.Real).Reported();

    [Fact]
    public void WhereTheLibraryIsNotReferenced_NothingIsDone()
    {
        var code = AnalyzedCode.WithoutLibrary(
            """
            namespace Other;
            public sealed class PersistentMapping : System.IDisposable { public void Flush(long offset, long length) { } public void Dispose() { } }
            public static class Store { public static void Put(PersistentMapping map) => map.Flush(0, 8); }
            """);
        Assert.Empty(code.Errors);
        Assert.Empty(code.Reported());
        Assert.Equal(0, code.ActionsPerMember());
    }

    // The measure of the test above: with the library there is something to do for each member.
    [Fact]
    public void WhereTheLibraryIsReferenced_MembersAreLookedAt() =>
        Assert.NotEqual(0, AnalyzedCode.OfMembers("void Put(PersistentMapping map) => map.Drain();", LibrarySurface.Real).ActionsPerMember());

    private static IEnumerable<string> EveryCase() => new[]
    {
        FlushCases.Reported, DrainedFlushCases.LeftAlone, FlushesOfOthersCases.LeftAlone, AwaitCases.Reported, AwaitCases.LeftAlone, WindowCases.Reported, LiveWindowCases.LeftAlone,
    }.SelectMany(cases => cases.Values);
}
