using Xunit;

namespace DaxNative.Tests;

/// <summary>One concept a file: a file that grows past this holds two.</summary>
public class FileSizeTests
{
    private const int Longest = 300;
    private const int Median = 100;

    [Fact]
    public void NoSourceFileIsLongerThanThreeHundredLines() => Offenders.None(
        Repository.Files("", ".cs", ".sh", ".c")
            .Select(file => (File: file, Lines: Lines(file)))
            .Where(source => source.Lines > Longest)
            .Select(source => $"{source.File}: {source.Lines} lines"));

    [Fact]
    public void HalfOfTheLibrarysFilesAreShorterThanAHundredLines()
    {
        int[] lines = [.. Repository.Files("src/DaxNative", ".cs").Select(Lines).Order()];
        Assert.InRange(lines[lines.Length / 2], 1, Median - 1);
    }

    private static int Lines(string file) => Repository.Read(file).Count(character => character == '\n');
}
