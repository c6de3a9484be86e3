using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Every structure of Interop against the C compiler: its size, and each field's offset and size.</summary>
public class StructLayoutTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // Newer than the headers of a distribution that DaxNative is built on, or in no header of the C library's or the
    // kernel's own packages (xfs); the kernel refuses a wrong size itself.
    private static readonly string[] s_notInHeaders = [nameof(ProcmapQuery), nameof(PmScanArg), nameof(PageRegion), nameof(Xfs_Fsop_Geom_V1)];

    [SkippableFact]
    public void EveryStructure_IsLaidOutAsTheCompilerDoes() => AssertLaidOutAs(CCompiler.Host);

    [SkippableFact]
    public void EveryStructure_IsLaidOutAsTheCompilerForArm64Does() => AssertLaidOutAs(CCompiler.Arm64);

    [Fact]
    public void EveryStructure_IsFound() =>
        Assert.Superset(new HashSet<string> { nameof(Statx), nameof(Statfs), nameof(Fsxattr) }, NativeTypes.Structures.Select(type => type.Name).ToHashSet());

    private static void AssertLaidOutAs(CCompiler target)
    {
        (string Name, string Expression, long Here)[] facts = [.. NativeTypes.Structures
            .Where(type => !s_notInHeaders.Contains(type.Name))
            .SelectMany(Facts)];
        Dictionary<string, long> compiler = CProgram.ValuesOf(target, facts.Select(fact => (fact.Name, fact.Expression)));
        Offenders.None(
            from fact in facts
            where compiler[fact.Name] != fact.Here
            select $"{fact.Expression} is {fact.Here} here and {compiler[fact.Name]} in C");
    }

    // struct statx is Statx here, and a field has its name in C.
    private static IEnumerable<(string Name, string Expression, long Here)> Facts(Type type)
    {
        string name = "struct " + type.Name.ToLowerInvariant();
        yield return (type.Name, $"sizeof({name})", Marshal.SizeOf(type));
        foreach (FieldInfo field in type.GetFields(Fields))
        {
            string member = $"{type.Name}.{field.Name}";
            yield return (member + ":offset", $"offsetof({name}, {field.Name})", Marshal.OffsetOf(type, field.Name));
            yield return (member + ":size", $"sizeof((({name} *)0)->{field.Name})", Marshal.SizeOf(field.FieldType));
        }
    }
}
