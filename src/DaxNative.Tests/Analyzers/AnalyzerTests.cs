using Xunit;

namespace DaxNative.Tests;

/// <summary>The analyzers of the package report what is marked in a piece of code, and nothing else.</summary>
public sealed class AnalyzerTests
{
    private static readonly LibrarySurface[] s_surfaces = Enum.GetValues<LibrarySurface>();

    public static TheoryData<LibrarySurface> Surfaces => [.. s_surfaces];

    public static TheoryData<string, LibrarySurface> FlushesReported => EachOf(FlushCases.Reported);

    public static TheoryData<string, LibrarySurface> FlushesLeftAlone => EachOf(DrainedFlushCases.LeftAlone);

    public static TheoryData<string, LibrarySurface> FlushesOfOthers => EachOf(FlushesOfOthersCases.LeftAlone);

    public static TheoryData<string, LibrarySurface> AwaitsReported => EachOf(AwaitCases.Reported);

    public static TheoryData<string, LibrarySurface> AwaitsLeftAlone => EachOf(AwaitCases.LeftAlone);

    public static TheoryData<string, LibrarySurface> WindowsReported => EachOf(WindowCases.Reported);

    public static TheoryData<string, LibrarySurface> WindowsLeftAlone => EachOf(LiveWindowCases.LeftAlone);

    [Theory]
    [MemberData(nameof(FlushesReported))]
    public void AFlushWithoutADrain_IsReported(string sentence, LibrarySurface surface) => Reports(FlushCases.Reported[sentence], surface);

    [Theory]
    [MemberData(nameof(FlushesLeftAlone))]
    public void AFlushThatIsDrained_IsLeftAlone(string sentence, LibrarySurface surface) => LeavesAlone(DrainedFlushCases.LeftAlone[sentence], surface);

    [Theory]
    [MemberData(nameof(FlushesOfOthers))]
    public void AFlushThatSomebodyElseMayDrain_IsLeftAlone(string sentence, LibrarySurface surface) => LeavesAlone(FlushesOfOthersCases.LeftAlone[sentence], surface);

    [Theory]
    [MemberData(nameof(AwaitsReported))]
    public void AnAwaitBeforeTheDrain_IsReported(string sentence, LibrarySurface surface) => Reports(AwaitCases.Reported[sentence], surface);

    [Theory]
    [MemberData(nameof(AwaitsLeftAlone))]
    public void AnAwaitElsewhere_IsLeftAlone(string sentence, LibrarySurface surface) => LeavesAlone(AwaitCases.LeftAlone[sentence], surface);

    [Theory]
    [MemberData(nameof(WindowsReported))]
    public void AWindowThatIsUsedAfterDispose_IsReported(string sentence, LibrarySurface surface) => Reports(WindowCases.Reported[sentence], surface);

    [Theory]
    [MemberData(nameof(WindowsLeftAlone))]
    public void AWindowThatIsUsedBeforeDispose_IsLeftAlone(string sentence, LibrarySurface surface) => LeavesAlone(LiveWindowCases.LeftAlone[sentence], surface);

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void TopLevelStatements_AreAMethodToo(LibrarySurface surface)
    {
        var code = AnalyzedCode.OfProgram(
            """
            var map = PersistentMapping.Open("a");
            map.Flush(0, 8); // DAX001
            Span<byte> span = map.AsSpan(0, 8);
            map.Dispose();
            span[0] = 1; // DAX002
            """,
            surface);
        code.Check();
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void AnInitializer_IsAMemberToo(LibrarySurface surface) => Reports(
        """
        private static byte s_first = First(PersistentMapping.Open("a").AsSpan(0, 8));
        private readonly Func<PersistentMapping, Task> _put = async map => { map.Flush(0, 8); await Task.Yield(); map.Drain(); }; // DAX003
        private readonly Action<PersistentMapping> _read = map => { var span = map.AsSpan(0, 8); map.Dispose(); span[0] = 1; }; // DAX002
        private static byte First(Span<byte> span) => span[0];
        """,
        surface);

    private static void Reports(string members, LibrarySurface surface)
    {
        var code = AnalyzedCode.OfMembers(members, surface);
        Assert.NotEmpty(code.Marked);
        code.Check();
    }

    private static void LeavesAlone(string members, LibrarySurface surface)
    {
        var code = AnalyzedCode.OfMembers(members, surface);
        Assert.Empty(code.Marked);
        code.Check();
    }

    private static TheoryData<string, LibrarySurface> EachOf(Dictionary<string, string> cases)
    {
        var data = new TheoryData<string, LibrarySurface>();
        foreach ((string sentence, LibrarySurface surface) in cases.Keys.SelectMany(sentence => s_surfaces.Select(surface => (sentence, surface))))
        {
            data.Add(sentence, surface);
        }

        return data;
    }
}
