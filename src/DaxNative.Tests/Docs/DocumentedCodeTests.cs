using DaxNative.Garnet;
using DaxNative.Hosting;
using DaxNative.Log;
using DaxNative.Queues;
using DaxNative.Raft;
using DaxNative.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The C# that the pages show compiles as it stands there: each block marked <c>csharp</c> is a program of its own. What is no program,
/// as a signature, is marked <c>cs-signature</c>.
/// </summary>
public sealed class DocumentedCodeTests
{
    // What the pages take for granted: the SDK's imports and ours, and names that their reader has. A block may declare any of them itself.
    private const string Given = """
        global using System; global using System.Buffers.Binary; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Text; global using System.Threading; global using System.Threading.Tasks;
        global using DaxNative; global using DaxNative.Hosting; global using DaxNative.Log; global using DaxNative.Queues; global using DaxNative.Testing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using static Given;

        static class Given
        {
            public static PersistentMapping map = null!;
            public static TransactionalLog log = null!;
            public static LogSequenceNumber number, upTo, firstNotAgreed, next;
            public static byte[] payload = [], recordHeader = [], snapshotName = [], termAndVote = [];
            public static ReadOnlySpan<byte> anySpan => payload;
            public static string path = "";
            public static CancellationToken cancellation, cancellationToken;
            public static IProgress<long>? progress;
            public static IServiceCollection services = null!;
            public static HostApplicationBuilder builder = null!;
            public static PersistentMappingFactory factory = null!;
            public static DotNext.Net.Cluster.Consensus.Raft.StateMachine.IStateMachine stateMachine = null!;
            public static DotNext.Net.Cluster.Consensus.Raft.RaftCluster.TcpConfiguration configuration = null!;
            public static void Apply(LogSequenceNumber number, ReadOnlySpan<byte> payload) { }
        }
        """;

    private static readonly IReadOnlyList<MetadataReference> s_references = [.. References()];

    public static TheoryData<string> Pages => [.. Page.All().Where(file => Page.Read(file).Blocks("csharp").Count > 0)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryBlockOfCode_Compiles(string file)
    {
        IReadOnlyList<string> blocks = Page.Read(file).Blocks("csharp");
        for (int i = 0; i < blocks.Count; i++)
        {
            Assert.True(Compiles(blocks[i], out string errors), $"{file}, block {i + 1}:\n{blocks[i]}\n{errors}");
        }
    }

    [Fact]
    public void ABlockThatDoesNotCompile_IsFound()
    {
        Assert.False(Compiles("log.Appendd(\"x\"u8);", out _));
        Assert.False(Compiles("log.Append(\"x\"u8);\nclass Type(Unknown one);", out _));
    }

    private static bool Compiles(string block, out string errors)
    {
        var compilation = CSharpCompilation.Create(
            "page",
            [.. new[] { Given, block }.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest)))],
            s_references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        // A block of nothing but types is not where its program begins.
        errors = string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS5001"));
        return errors.Length == 0;
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
        .Where(file => Path.GetFileName(file) is var name && ((string[])["System.", "Microsoft.Extensions.", "DotNext."]).Any(start => name.StartsWith(start, StringComparison.Ordinal)))
        .Concat(File.ReadLines(ProbeProcess.OutputOf("DaxNative.Tests.Pages", "packages.txt")))
        .Concat(new[] { typeof(PersistentMapping), typeof(PmemDevice), typeof(global::Garnet.GarnetServer), typeof(global::Garnet.server.GarnetServerOptions), typeof(Tsavorite.core.IDevice), typeof(TransactionalLog), typeof(PersistentRaftLog), typeof(DaxNativeOptions), typeof(CrashExplorer), typeof(PersistentQueue) }.Select(type => type.Assembly.Location))
        .Select(file => MetadataReference.CreateFromFile(file));
}
