using Xunit;

namespace DaxNative.Tests;

/// <summary>Programs as their users run them: without the native helper of Mono.Posix, and compiled ahead of time.</summary>
public class PublishingTests
{
    private const string Helper = "*MonoPosixHelper*";

    // As on musl, where the helper is there and cannot be loaded.
    [Fact]
    public void WithoutTheNativeHelperOfMonoPosix_AProgramOpens()
    {
        using TempPath program = TempPath.OnDisk();
        using TempPath file = TempPath.InMemory();
        CopyWithoutHelper(Path.GetDirectoryName(ProbeProcess.Assembly)!, program.Directory);

        ProcessResult result = ProbeProcess.RunProgram(
            ProbeProcess.DotNet, Path.Combine(program.Directory, Path.GetFileName(ProbeProcess.Assembly)), "open", file.Path, "4096");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.StartsWith("CacheLine", result.Output, StringComparison.Ordinal);
    }

    // A warning about anything in DaxNative ends the publish, for all of it is compiled and warnings are errors.
    [SkippableFact]
    public void NativeAotProgram_WorksAsOneFileAlone()
    {
        DebianPackages.SkipUnlessThere("gcc");
        using TempPath project = TempPath.OnDisk();
        using TempPath alone = TempPath.OnDisk();
        using TempPath file = TempPath.InMemory();
        foreach (string source in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Publishing")))
        {
            File.Copy(source, Path.Combine(project.Directory, Path.GetFileName(source)));
        }

        string[] common = [project.Directory, "--use-current-runtime", $"-p:DaxNativeAssembly={typeof(PersistentMapping).Assembly.Location}", "-v", "quiet", "--disable-build-servers"];
        ProcessResult restored = ProbeProcess.RunProgram([ProbeProcess.DotNet, "restore", .. common]);
        PackageSources.SkipWithout(restored, "No package source here has the NativeAOT compiler of this SDK; with one, dotnet restore gets it");
        Assert.True(restored.ExitCode == 0, restored.ToString());
        ProcessResult published = ProbeProcess.RunProgram([ProbeProcess.DotNet, "publish", .. common, "--no-restore", "--nologo", "-o", project.Directory + "/out"]);
        Assert.True(published.ExitCode == 0, published.ToString());
        File.Copy(project.Directory + "/out/Program", alone.Path);

        ProcessResult result = ProbeProcess.RunProgram(alone.Path, file.Path);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            ["read 42", "mapping CacheLine", "range PageCache", "machine True", "refusal NotFound ENOENT"],
            result.Output.TrimEnd().Split('\n'));
    }

    private static void CopyWithoutHelper(string from, string to)
    {
        foreach (string folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        string[] helpers = Directory.GetFiles(from, Helper, SearchOption.AllDirectories);
        Assert.NotEmpty(helpers);
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Except(helpers))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
