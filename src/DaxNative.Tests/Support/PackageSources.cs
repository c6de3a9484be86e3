using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a test needs of a package source, which not every machine has.</summary>
internal static partial class PackageSources
{
    /// <summary>Skips the test where no source had a package; any other failure is the test's.</summary>
    /// <param name="restored">What dotnet said.</param>
    /// <param name="lack">Which package no source has, and the command that gets it where one has.</param>
    internal static void SkipWithout(ProcessResult restored, string lack) =>
        Skip.If(NoSuchPackage().IsMatch(restored.Output + restored.Error), lack + ": " + restored.Output + restored.Error);

    // No such package or version; the source does not answer; what it answers is no package.
    [GeneratedRegex("NU1101|NU1102|NU1103|NU1301")]
    private static partial Regex NoSuchPackage();
}
