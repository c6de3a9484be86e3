using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What each package brings, and what it asks for.</summary>
[Collection(LocalFeed.Collection)]
public sealed class PackageContentTests(LocalFeed feed)
{
    public static TheoryData<string> Packages => [.. LocalFeed.Packages];

    public static TheoryData<string> Libraries => [.. LocalFeed.Packages.Where(package => package != "DaxNative.Tool")];

    [Theory]
    [MemberData(nameof(Packages))]
    public void EachPackage_SaysWhatItIs(string package)
    {
        XElement nuspec = feed.Nuspec(package);
        string Of(string name) => nuspec.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

        Assert.Equal((package, feed.Version, "MIT", "README.md"), (Of("id"), Of("version"), Of("license"), Of("readme")));
        Assert.True(Of("description").Length > 60, Of("description"));
        Assert.Contains("persistent-memory", Of("tags"), StringComparison.Ordinal);
        using ZipArchive archive = feed.Open(package);
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.StartsWith($"# {package}\n", readme.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void EachLibrary_HasItsDocumentationAndSymbols(string package)
    {
        using ZipArchive archive = feed.Open(package);
        using ZipArchive symbols = feed.Open(package, "snupkg");

        Assert.Equal(
            [$"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"],
            archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{package}.pdb"));
    }

    [Fact]
    public void TheLibrary_BringsItsAnalyzersForTheCompilerAlone()
    {
        using ZipArchive archive = feed.Open("DaxNative");

        Assert.Equal(["analyzers/dotnet/cs/DaxNative.Analyzers.dll"], archive.Entries.Select(entry => entry.FullName).Where(name => name.Contains("Analyzers", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("DaxNative", "Mono.Posix.NETStandard")]
    [InlineData("DaxNative.Log", "DaxNative", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("DaxNative.Testing", "DaxNative")]
    [InlineData("DaxNative.Garnet", "DaxNative", "Microsoft.Garnet")]
    [InlineData("DaxNative.Hosting", "DaxNative", "DaxNative.Log", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions")]
    [InlineData("DaxNative.Raft", "DaxNative", "DaxNative.Log", "DotNext.Net.Cluster")]
    [InlineData("DaxNative.Tool")]
    public void EachPackage_AsksForNoMoreThanItNeeds(string package, params string[] expected)
    {
        XElement[] asked = [.. feed.Nuspec(package).Descendants().Where(element => element.Name.LocalName == "dependency")];

        Assert.Equal(expected.Order(StringComparer.Ordinal), asked.Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        Assert.All(asked.Where(element => element.Attribute("id")!.Value.StartsWith("DaxNative", StringComparison.Ordinal)), element => Assert.Equal(feed.Version, element.Attribute("version")!.Value));
    }
}
