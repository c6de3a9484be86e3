using System.Reflection;
using System.Runtime.InteropServices;

namespace DaxNative.Tests;

/// <summary>What Interop says of the kernel's interface, found by reflection so that nothing new is forgotten.</summary>
internal static class NativeTypes
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    // DaxNative's own, without a counterpart in C.
    private static readonly string[] s_notNative = [nameof(FileType)];

    /// <summary>
    /// Every number with the kernel's spelling: constants of Libc and Errno, members of flag enums, and the methods that give
    /// what differs between architectures.
    /// </summary>
    internal static IReadOnlyList<(string Name, long Value)> Constants(Architecture architecture) =>
    [
        .. Types().SelectMany(type => type.GetFields(Any)).Where(IsConstant).Select(field => (field.Name, ValueOf(field.GetValue(null)))),
        .. Types().SelectMany(type => type.GetMethods(Any)).Where(DependsOnTheArchitecture).Select(method => (method.Name, ValueOf(method.Invoke(null, [architecture])))),
    ];

    /// <summary>Every structure that the kernel fills or reads, with a fixed layout.</summary>
    internal static IReadOnlyList<Type> Structures { get; } =
        [.. Types().Where(type => type.IsValueType && !type.IsEnum && type.IsExplicitLayout)];

    /// <summary>Every function of the C library that is imported, by its name there.</summary>
    internal static IEnumerable<string> Imports => Types()
        .SelectMany(type => type.GetMethods(Any))
        .Select(method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint ?? method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint)
        .OfType<string>()
        .Distinct();

    // Which types Interop declares is known to its sources alone: the folders share one namespace.
    private static IEnumerable<Type> Types() => Repository.Rooms()["Interop"]
        .SelectMany(source => source.DeclaredTypes)
        .Distinct()
        .Except(s_notNative)
        .Select(name => typeof(Libc).Assembly.GetType("DaxNative." + name, throwOnError: true)!);

    // The kernel's spelling: capitals and underscores.
    private static bool IsConstant(FieldInfo field) => (field.IsLiteral || field.IsInitOnly)
        && field.FieldType != typeof(string)
        && IsNativeSpelling(field.Name);

    private static bool DependsOnTheArchitecture(MethodInfo method) =>
        IsNativeSpelling(method.Name) && method.GetParameters() is [{ ParameterType: var parameter }] && parameter == typeof(Architecture);

    private static bool IsNativeSpelling(string name) =>
        name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_');

    private static long ValueOf(object? constant) => constant switch
    {
        nint pointer => pointer,
        nuint wide => unchecked((long)wide),
        ulong wide => unchecked((long)wide),
        object value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        null => throw new InvalidOperationException("A constant is null."),
    };
}
