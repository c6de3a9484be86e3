using Xunit;

namespace DaxNative.Tests;

/// <summary>The tests of sources stand on this reader, so it has its own.</summary>
public class CSharpSourceTests
{
    [Theory]
    [InlineData("int a; // Hidden\nint b;")]
    [InlineData("int a; /* Hidden\nHidden */ int b;")]
    [InlineData("""var a = "Hidden \" Hidden"; int b;""")]
    [InlineData("""var a = @"Hidden "" Hidden\"; int b;""")]
    [InlineData("""var a = $"Hidden {{Hidden}} {b:x} Hidden";""")]
    [InlineData(""""var a = """Hidden " Hidden"""; int b;"""")]
    [InlineData(""""var a = $$"""Hidden {Hidden} {{b}} Hidden""";"""")]
    [InlineData("""var a = '"'; int b; var c = '\''; // Hidden""")]
    [InlineData("""var a = ""; int b; // "Hidden""")]
    public void Code_HasNeitherCommentsNorLiterals(string text)
    {
        CSharpSource source = CSharpSource.Parse("", text);
        Assert.False(source.HasWord("Hidden"), source.Code);
        Assert.True(source.HasWord("b"), source.Code);
    }

    [Fact]
    public void Code_HasWhatAnInterpolationComputes() =>
        Assert.Contains("Inner", CSharpSource.Parse("", """var a = $"x {Inner.Of(new { A = $"y {Deep}" })} z";""").Names);

    [Fact]
    public void Names_LeaveMembersOut() =>
        Assert.Equal(["Map", "Type"], CSharpSource.Parse("", "Map.Open(DaxNative.Type.Member);").Names.Except(["DaxNative"]).Order());

    [Fact]
    public void Names_LeaveOwnMembersOut() => Assert.Equal(
        ["A", "B", "Type"],
        CSharpSource.Parse("", "internal sealed class A : B { public int Errno { get; } internal static Type Make() => Errno == 0 ? null : Make(); }").Names.Order());

    [Fact]
    public void DeclaredTypes_AreThoseOfTheNamespace()
    {
        const string Text = "namespace N;\nclass A<T> where T : struct { struct Nested { } }\nenum B { X }\nreadonly record struct C(int D);\ndelegate int E(int f);";
        Assert.Equal(["A", "B", "C", "E"], CSharpSource.Parse("", Text).DeclaredTypes);
    }

    [Fact]
    public void Literals_SayWhetherTheyContinueAPath()
    {
        IReadOnlyList<StringLiteral> literals = CSharpSource.Parse("", "f(\"/a\");\ng(root + \"/b\");").Literals;
        Assert.Equal([new("/a", 1, false), new("/b", 2, true)], literals);
    }
}
