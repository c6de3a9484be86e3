using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Our packages in a folder, packed once, and projects outside of the repository that restore them, as somebody's who has nothing else.
/// Other packages come from wherever this machine gets them.
/// </summary>
public sealed class LocalFeed : IDisposable
{
    /// <summary>A collection of the tests that use it: they take turns, for each of them builds.</summary>
    public const string Collection = "packages";

    // Outside of the repository, whose settings are none of a user's.
    private readonly string _place = Directory.CreateTempSubdirectory("daxnative-").FullName;

    /// <summary>Packs what this test was built from.</summary>
    public LocalFeed()
    {
        // A version that no cache has seen.
        Version = string.Create(CultureInfo.InvariantCulture, $"0.1.{DateTimeOffset.UtcNow.ToUnixTimeSeconds() % int.MaxValue}");
        Folder = Directory.CreateDirectory(Path.Combine(_place, "feed")).FullName;
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        DotNet(Repository.Root, "pack", "DaxNative.slnx", "-c", configuration, "--no-build", $"-p:PackageVersion={Version}", "-o", Folder, "-v", "quiet", "--nologo");
    }

    internal static IReadOnlyList<string> Packages { get; } = ["DaxNative", "DaxNative.Log", "DaxNative.Testing", "DaxNative.Hosting", "DaxNative.Raft", "DaxNative.Garnet", "DaxNative.Tool"];

    internal string Folder { get; }

    internal string Version { get; }

    /// <summary>Takes everything away again.</summary>
    public void Dispose() => Directory.Delete(_place, recursive: true);

    internal ZipArchive Open(string package, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{Version}.{extension}"));

    internal XElement Nuspec(string package)
    {
        using ZipArchive archive = Open(package);
        using Stream nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }

    /// <summary>A new project of one of the SDK's templates, in a folder that has only our feed beside what the machine has.</summary>
    internal string NewProject(string template, params string[] packages)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_place, Guid.NewGuid().ToString("n")[..8], "App")).FullName;

        // What is ours goes to a cache of our own, so that the user's keeps nothing of it.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_place, "cache")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{MachineCache}" /></fallbackPackageFolders>
              <packageSources><add key="ours" value="{Folder}" /></packageSources>
            </configuration>
            """);
        DotNet(folder, "new", template, "--no-restore", "--name", "App", "--output", ".");
        foreach (string package in packages)
        {
            DotNet(folder, "add", "package", package);
        }

        return folder;
    }

    /// <summary>Runs dotnet, which must succeed, and gives what it said.</summary>
    internal static string DotNet(string folder, params string[] arguments)
    {
        ProcessResult run = ProbeProcess.RunIn(folder, [ProbeProcess.DotNet, .. arguments, .. NoServers(arguments[0])]);
        Assert.True(run.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {run}");
        return run.Output;
    }

    /// <summary>The first block of a kind in a package's own README.</summary>
    internal string Example(string package, string kind)
    {
        using ZipArchive archive = Open(package);
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open(), Encoding.UTF8);
        string text = reader.ReadToEnd();
        string opening = $"```{kind}\n";
        int from = text.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        Assert.True(from >= opening.Length, $"The README of {package} has no {kind}.");
        return text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    // A server that outlives the test would hold its folder.
    private static string[] NoServers(string verb) => verb is "build" or "publish" or "test" or "pack" ? ["--disable-build-servers"] : [];

    private static string MachineCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

/// <summary>See <see cref="LocalFeed.Collection"/>.</summary>
[CollectionDefinition(LocalFeed.Collection)]
public sealed class PackagesCollection : ICollectionFixture<LocalFeed>;
