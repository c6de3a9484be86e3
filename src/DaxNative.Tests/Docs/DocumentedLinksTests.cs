using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Links between pages, and from pages to sources, lead somewhere. docfx says the same of the site (tools/site.sh), which the README and
/// folders are no part of.
/// </summary>
public sealed class DocumentedLinksTests
{
    public static TheoryData<string> Pages => [.. Page.All()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLink_LeadsSomewhere(string file) => Assert.Empty(DeadLinks(file, Page.Read(file).Links));

    [Theory]
    [InlineData("docs/nowhere.md")]
    [InlineData("docs/log.md#nowhere")]
    [InlineData("#nowhere")]
    public void ALinkThatLeadsNowhere_IsFound(string target) => Assert.Equal([target], DeadLinks("README.md", [target]));

    [Fact]
    public void EveryPageOfTheDocumentation_IsInItsContents()
    {
        string contents = Repository.Read("docs/contents/toc.yml");

        Assert.All(
            Repository.Files("docs", ".md").Where(file => file != "docs/index.md"),
            file => Assert.Contains($"href: ../{Path.GetRelativePath("docs", file)}\n", contents, StringComparison.Ordinal));
    }

    private static IEnumerable<string> DeadLinks(string file, IEnumerable<string> targets) => targets.Where(target =>
    {
        string[] parts = target.Split('#');
        string path = parts[0].Length == 0 ? file : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, parts[0]));
        return !Path.Exists(Path.Combine(Repository.Root, path))
            || (parts.Length > 1 && !Page.Read(path).Anchors.Contains(parts[1]));
    });
}
