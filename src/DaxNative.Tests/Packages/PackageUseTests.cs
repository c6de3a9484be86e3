using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What somebody does who reads a package's README: a new project, the package, the lines that stand there, and what they print.</summary>
[Collection(LocalFeed.Collection)]
public sealed partial class PackageUseTests(LocalFeed feed)
{
    [Theory]
    [InlineData("DaxNative")]
    [InlineData("DaxNative.Log")]
    [InlineData("DaxNative.Testing")]
    public void TheReadmesExample_PrintsWhatItSays(string package)
    {
        string project = NewProgram(package);

        LocalFeed.DotNet(project, "build", "-v", "quiet", "--nologo");
        string output = LocalFeed.DotNet(project, "run", "--no-build");

        Assert.Equal(OnAnyCpu(feed.Example(package, "text")), OnAnyCpu(output));
    }

    [Fact]
    public void GettingStarted_PrintsWhatItSays()
    {
        Page page = Page.Read("docs/getting-started.md");
        string project = feed.NewProject("console", "DaxNative");
        File.WriteAllText(Path.Combine(project, "Program.cs"), page.Blocks("csharp")[0]);
        using TempPath memory = TempPath.InMemory();

        LocalFeed.DotNet(project, "build", "-v", "quiet", "--nologo");
        string Run() => LocalFeed.DotNet(project, "run", "--no-build", "--", memory.Path);

        Assert.Equal(OnAnyCpu(page.Blocks("text")[0]), OnAnyCpu(Run() + Run()));
    }

    [Fact]
    public void CrashTester_RunsInATestProjectAndFailsIt()
    {
        string project = feed.NewProject("xunit", "DaxNative.Testing");
        File.WriteAllText(Path.Combine(project, "UnitTest1.cs"), """
            using DaxNative;
            using DaxNative.Testing;

            public class CounterTests
            {
                [Theory]
                [InlineData(StoreOptions.None)]
                [InlineData(StoreOptions.NoDrain)]
                public void Counter_SurvivesAPowerCut(StoreOptions options) => CrashExplorer.Explore(new CrashScenario
                {
                    Length = 4096,
                    Run = run => run.Operation("count", () =>
                    {
                        run.Memory.StoreAtomic(0, 1, options);
                        run.Memory.StoreAtomic(64, 1);
                    }),
                    Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) >= memory.ReadOnlyRef<long>(64))),
                }).ThrowIfFailed();
            }
            """);

        ProcessResult run = ProbeProcess.RunIn(project, [ProbeProcess.DotNet, "test", "--disable-build-servers"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"Failed CounterTests\.Counter_SurvivesAPowerCut\(options: NoDrain\)", run.Output);
        Assert.Matches(@"Failed:\s+1, Passed:\s+1,", run.Output);
    }

    [Fact]
    public void Analyzer_WarnsOfAFlushThatNoDrainFollows()
    {
        string project = feed.NewProject("console", "DaxNative");
        File.WriteAllText(Path.Combine(project, "Program.cs"), """
            using DaxNative;

            Store(PersistentMapping.Open(args[0]));

            static void Store(PersistentMapping map)
            {
                map.AsSpan(0, 1)[0] = 1;
                map.Flush(0, 1);
            }

            static class Other
            {
                static void Put(PersistentMapping map)
                {
                    map.AsSpan(0, 1)[0] = 1;
                    map.Write(64, [1], StoreOptions.NoDrain);
                }
            }
            """);

        string output = LocalFeed.DotNet(project, "build", "--nologo");

        Assert.Matches(@"Program\.cs\(16,9\): warning DAX001", output);
    }

    [Fact]
    public void Worker_RunsOfItsReadme_AndAWrongSettingFailsItInOneLine()
    {
        string project = feed.NewProject("worker", "DaxNative.Hosting");
        File.Delete(Path.Combine(project, "Worker.cs"));
        File.WriteAllText(Path.Combine(project, "Program.cs"), "using DaxNative; using DaxNative.Log; using DaxNative.Hosting;\n" + feed.Example("DaxNative.Hosting", "csharp"));
        string settings = feed.Example("DaxNative.Hosting", "json").Replace("/var/tmp/app", Path.Combine(project, "app"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(project, "appsettings.json"), settings);
        LocalFeed.DotNet(project, "build", "-v", "quiet", "--nologo");

        Assert.Contains("run 1\n", LocalFeed.DotNet(project, "run", "--no-build"), StringComparison.Ordinal);
        Assert.Contains("run 2\n", LocalFeed.DotNet(project, "run", "--no-build"), StringComparison.Ordinal);
        ProcessResult wrong = ProbeProcess.RunIn(project, [ProbeProcess.DotNet, "run", "--no-build", "--", "--DaxNative:Mappings:state:Length=4 KB"]);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains(feed.Example("DaxNative.Hosting", "text").TrimEnd(), wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Garnet_RunsOfItsReadme()
    {
        using var memory = TempPath.InMemory();
        string project = feed.NewProject("console", "DaxNative.Garnet");
        string program = feed.Example("DaxNative.Garnet", "csharp").Replace("/dev/shm/garnet", memory.Path, StringComparison.Ordinal).Replace("6379", "0", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(project, "Program.cs"), program);

        Assert.Contains("CacheLine (Volatile; ", LocalFeed.DotNet(project, "run"), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(memory.Path));
    }

    // A warning ends the publish: of trimming, and of compiling ahead of time.
    [SkippableTheory]
    [InlineData("PublishTrimmed")]
    [InlineData("PublishAot")]
    public void PublishedProgram_PrintsTheSame(string how)
    {
        if (how == "PublishAot")
        {
            DebianPackages.SkipUnlessThere("gcc");
        }

        string project = NewProgram("DaxNative.Log");
        File.WriteAllText(Path.Combine(project, "Linux.cs"), "[assembly: System.Runtime.Versioning.SupportedOSPlatform(\"linux\")]");
        string[] common = ["--use-current-runtime", "-p:SelfContained=true", $"-p:{how}=true", "-p:TreatWarningsAsErrors=true", "-v", "quiet", "--disable-build-servers"];
        ProcessResult restored = ProbeProcess.RunIn(project, [ProbeProcess.DotNet, "restore", .. common]);
        PackageSources.SkipWithout(restored, $"No package source here has what this SDK needs for {how}; with one, dotnet restore gets it");
        Assert.True(restored.ExitCode == 0, restored.ToString());

        LocalFeed.DotNet(project, ["publish", .. common, "--no-restore", "-o", "out", "--nologo"]);
        ProcessResult run = ProbeProcess.RunProgram(Path.Combine(project, "out", "App"));

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(feed.Example("DaxNative.Log", "text"), run.Output);
        Assert.Equal(how == "PublishAot", !File.Exists(Path.Combine(project, "out", "DaxNative.dll")));
    }

    [Fact]
    public void Tool_IsInstalledAndAnswers()
    {
        string folder = Path.GetDirectoryName(feed.NewProject("console"))!;
        string tools = Path.Combine(folder, "tools");
        LocalFeed.DotNet(Path.Combine(folder, "App"), "tool", "install", "DaxNative.Tool", "--tool-path", tools, "--version", feed.Version);
        string tool = Path.Combine(tools, "daxnative");

        ProcessResult doctor = ProbeProcess.RunProgram(tool, "doctor", "--json");
        Assert.InRange(doctor.ExitCode, 0, 2);
        Assert.Contains("\"verdict\"", doctor.Output, StringComparison.Ordinal);
        ProcessResult help = ProbeProcess.RunProgram(tool, "setup", "--help");
        Assert.True(help.ExitCode == 0, help.ToString());
        Assert.StartsWith("Usage: daxnative setup", help.Output, StringComparison.Ordinal);
        Assert.Equal("tail\n", ProbeProcess.RunProgram(tool, "[suggest:15]", "daxnative log t").Output);
    }

    // Each with a file of its own in the place of the one that the README names.
    private string NewProgram(string package)
    {
        string project = feed.NewProject("console", package);
        string file = Path.Combine("/dev/shm", Path.GetRandomFileName());
        string code = MemoryFile().Replace(feed.Example(package, "csharp"), $"\"{file}\"");
        File.WriteAllText(Path.Combine(project, "Program.cs"), $"try\n{{\n{Imports().Replace(code, "")}\n}}\nfinally\n{{\n    File.Delete(\"{file}\");\n}}\n".Insert(0, string.Concat(Imports().Matches(code).Select(match => match.Value))));
        return project;
    }

    // Which instruction writes a line back is the CPU's.
    private static string OnAnyCpu(string output) => Instruction().Replace(output, "INSTRUCTION");

    [GeneratedRegex("\"/dev/shm/[^\"]*\"")]
    private static partial Regex MemoryFile();

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Imports();

    [GeneratedRegex(@"(Clwb|ClflushOpt|Clflush) \+ SFENCE|(DcCvap|DcCvadp|DcCvac) \+ DSB")]
    private static partial Regex Instruction();
}
