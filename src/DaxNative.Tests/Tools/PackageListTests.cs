using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The one list of packages: what a script installs and what a test may skip for come from the same lines, so that no test
/// can want something that tools/test.sh does not install.
/// </summary>
public sealed partial class PackageListTests
{
    [Fact]
    public void EveryLine_NamesAPurposeAThingAndAPackage()
    {
        string[] lines = [.. Repository.Read(DebianPackages.List).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

        Assert.All(lines, line => Assert.Equal(3, line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal(lines.Length, DebianPackages.All.Select(package => (package.Purpose, package.Thing)).Distinct().Count());
    }

    [Fact]
    public void ATest_CannotSkipForWhatNoRunInstalls()
    {
        Assert.Throws<InvalidOperationException>(() => DebianPackages.SkipUnlessThere("/bin/sh"));

        // There, and still refused: installed for the machines that are booted, not for the tests.
        Assert.Throws<InvalidOperationException>(() => DebianPackages.SkipUnlessThere("mount"));
    }

    [Fact]
    public void NoTest_SkipsForAPackageInAnotherWay()
    {
        string[] others = [.. Repository.Files("src/DaxNative.Tests", ".cs").Where(file => !file.EndsWith("/DebianPackages.cs", StringComparison.Ordinal))];

        string[] offenders = [.. others.Where(file => OwnSkip().IsMatch(Repository.Read(file)))];

        Assert.Empty(offenders);
    }

    [Fact]
    public void EveryScript_TakesItsPackagesFromTheList()
    {
        string[] scripts = [.. Repository.Files("tools", ".sh").Concat(Repository.Files("benchmarks", ".sh")), ".ci/run"];

        var purposes = scripts.SelectMany(script => Requirement().Matches(Repository.Read(script)))
            .SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();

        Assert.Superset(new HashSet<string> { "peers", "vm", "tracer", "lint" }, purposes);
        Assert.Subset(DebianPackages.All.Select(package => package.Purpose).ToHashSet(), purposes);
    }

    [Fact]
    public void TestScript_InstallsEveryPurposeThatATestMaySkipFor() =>
        Assert.Contains("purposes=(tests peers) ", Repository.Read("tools/test.sh"), StringComparison.Ordinal);

    [GeneratedRegex(@"Skip[A-Za-z.]*\((?:[^;]*?)(?:apt-get|File\.Exists\(""/usr)", RegexOptions.Singleline)]
    private static partial Regex OwnSkip();

    [GeneratedRegex(@"^(?!#).*\brequire_packages ""[^""]+""((?: [a-z0-9-]+)*)", RegexOptions.Multiline)]
    private static partial Regex Requirement();
}
