using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The public surface as a text that is reviewed: what a user compiles against changes only together with
/// <c>PublicApi.txt</c>. Run this test with DAXNATIVE_UPDATE_PUBLIC_API=1 to write the file anew, and read the
/// difference.
/// </summary>
public class PublicApiTests
{
    private const string Snapshot = "src/DaxNative.Tests/Architecture/PublicApi.txt";
    private const string Update = "DAXNATIVE_UPDATE_PUBLIC_API";

    [Fact]
    public void ThePublicSurface_IsTheReviewedOne()
    {
        string[] now = [.. PublicApiText.Of(typeof(PersistentMapping).Assembly)];
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllLines(Path.Combine(Repository.Root, Snapshot), now);
        }

        string[] reviewed = Repository.Read(Snapshot).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Offenders.None([
            .. Qualified(now).Except(Qualified(reviewed)).Select(line => $"new: {line}"),
            .. Qualified(reviewed).Except(Qualified(now)).Select(line => $"gone: {line}"),
        ]);
        Assert.Equal(reviewed.Length, now.Length);
    }

    // A member's line alone does not say whose it is.
    private static IEnumerable<string> Qualified(IEnumerable<string> lines)
    {
        string type = "";
        foreach (string line in lines)
        {
            bool isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            yield return isMember ? $"{type}:{line}" : line;
        }
    }
}
