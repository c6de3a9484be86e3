using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Everything that reads the kernel's text takes its root from outside, so that it runs on a recorded tree as well.
/// </summary>
public partial class NoLiteralRootsTests
{
    private const string TheOnePlace = "src/DaxNative/Interop/LinuxRoot.cs";

    // A literal that is joined to a path on its left is an attribute's name: every device has one called dev.
    [Fact]
    public void NoPathBeginsAtSysProcOrDev() => Offenders.None(
        from file in Repository.Files("src/DaxNative", ".cs")
        where file != TheOnePlace
        from literal in CSharpSource.Parse(file, Repository.Read(file)).Literals
        where !literal.IsAppended && AtRoot().IsMatch(literal.Text)
        select $"{file}:{literal.Line}: \"{literal.Text}\"");

    [Fact]
    public void TheRootsAreSpelledInOnePlace() =>
        Assert.Equal(3, CSharpSource.Parse(TheOnePlace, Repository.Read(TheOnePlace)).Literals.Count(literal => AtRoot().IsMatch(literal.Text)));

    [GeneratedRegex(@"^/(sys|proc|dev)(/|$)")]
    private static partial Regex AtRoot();
}
