using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Of Mono.Posix the library uses names (enums, which are numbers once compiled) and the calls listed here. Most of its
/// calls go through a native helper that does not load on musl and is not part of a NativeAOT program.
/// </summary>
public class MonoPosixStaysLocalTests
{
    private static readonly string[] s_calls = ["Mono.Unix.Native.Syscall.fsync"];

    [Fact]
    public void OnlyTheListedCallsAreMade() => Assert.Equal(s_calls, Calls().Distinct());

    [Fact]
    public void EveryListedCallGoesStraightToTheCLibrary() => Offenders.None(
        from call in s_calls
        let dot = call.LastIndexOf('.')
        let type = typeof(Mono.Unix.Native.Syscall).Assembly.GetType(call[..dot], throwOnError: true)!
        let import = type.GetMethod(call[(dot + 1)..])!.GetCustomAttribute<DllImportAttribute>()
        where import?.Value != "libc"
        select $"{call} is imported from {import?.Value ?? "nowhere: it calls something else"}");

    [Fact]
    public void OnlyTheAdapterMakesThem() => Offenders.None(Repository.Files("src/DaxNative", ".cs")
        .Where(file => file != "src/DaxNative/Interop/PosixFile.cs")
        .Where(file => CSharpSource.Parse(file, Repository.Read(file)) is var source && (source.HasWord("Syscall") || source.HasWord("NativeConvert"))));

    private static IEnumerable<string> Calls()
    {
        using var file = new PEReader(File.OpenRead(typeof(Libc).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
            {
                continue;
            }

            TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            string space = metadata.GetString(type.Namespace);
            if (space.StartsWith("Mono.", StringComparison.Ordinal))
            {
                yield return $"{space}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";
            }
        }
    }
}
