using Xunit;

namespace DaxNative.Tests;

/// <summary>A line of tools/packages.list: a command or a file that somebody needs, and the package that has it.</summary>
internal sealed record DebianPackage(string Purpose, string Thing, string Package)
{
    internal bool IsThere() => Thing.StartsWith('/')
        ? Thing.Split('|').Any(Path.Exists)
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Concat(["/usr/sbin", "/sbin"]).Any(folder => File.Exists(Path.Combine(folder, Thing)));
}

/// <summary>
/// What a test may skip for the lack of. It must be in the list that tools/test.sh installs from, so that after a complete
/// installation no such skip is possible.
/// </summary>
internal static class DebianPackages
{
    internal const string List = "tools/packages.list";

    /// <summary>The purposes of the list that tools/test.sh installs in every run.</summary>
    private static readonly string[] s_purposes = ["tests", "peers"];

    internal static IReadOnlyList<DebianPackage> All { get; } = [.. Repository.Read(List).Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(fields => new DebianPackage(fields[0], fields[1], fields[2]))];

    /// <summary>Skips the test where a command, or a file named with its path, is not there. Fails where no run installs it.</summary>
    internal static void SkipUnlessThere(string thing)
    {
        DebianPackage package = All.FirstOrDefault(package => package.Thing == thing && s_purposes.Contains(package.Purpose))
            ?? throw new InvalidOperationException($"{thing} is not in {List} for one of the purposes {string.Join(", ", s_purposes)}: add it.");
        Skip.IfNot(package.IsThere(), $"{thing} is not installed: apt-get install {package.Package}");
    }

    /// <summary>Skips the test where anything of one purpose is not there.</summary>
    internal static void SkipUnlessAllOf(string purpose)
    {
        foreach (DebianPackage package in All.Where(package => package.Purpose == purpose))
        {
            SkipUnlessThere(package.Thing);
        }
    }
}
