using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DaxNative.Tests;

/// <summary>What a user can reach of an assembly, a line a type and an indented line a member.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Select(member => "  " + member).Prepend(Describe(type)));

    private static string Describe(Type type)
    {
        string[] bases = [.. Bases(type)];
        return $"{Kind(type)} {type.Namespace}.{CSharpName.Of(type)}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] enum" : "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return [CSharpName.Of(Enum.GetUnderlyingType(type))];
        }

        Type[] own = type.BaseType is null || type.BaseType == typeof(object) || type.IsValueType ? [] : [type.BaseType];
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        return own.Concat(type.GetInterfaces().Except(inherited)).Select(CSharpName.Of).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")
        : type.GetMembers(Declared)
            .Where(IsWritten)
            .Select(member => (member.Name, Text: Member(member)))
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.Text, StringComparer.Ordinal)
            .Select(member => member.Text)
            .OfType<string>();

    // What the compiler adds (a record's Equals, a backing field) nobody reviews; a property's accessors are its own.
    private static bool IsWritten(MemberInfo member) =>
        !member.IsDefined(typeof(CompilerGeneratedAttribute)) && !member.Name.Contains('<', StringComparison.Ordinal) && member.Name != "EqualityContract";

    private static string? Member(MemberInfo member) => member switch
    {
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Modifiers(method)}{CSharpName.Of(method.ReturnParameter)} {CSharpName.Of(method)}({Parameters(method)}){CSharpName.Constraints(method)}",
        ConstructorInfo constructor when IsVisible(constructor) => $"{Modifiers(constructor)}new({Parameters(constructor)})",
        PropertyInfo property => Property(property),
        FieldInfo field when field.IsPublic || field.IsFamily =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{CSharpName.Of(field)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}",
        EventInfo { AddMethod.IsPublic: true } happening => $"event {CSharpName.Of(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static string? Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];
        if (accessors.Length == 0)
        {
            return null;
        }

        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string set = property.SetMethod is { } setter && IsVisible(setter) ? isInit ? " init;" : " set;" : "";
        string index = property.GetIndexParameters().Length == 0 ? "" : $"[{Parameters(property.GetMethod!)}]";
        return $"{Modifiers(accessors[0])}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{CSharpName.Of(property)} {property.Name}{index} {{{(property.GetMethod is null ? "" : " get;")}{set} }}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Modifiers(MethodBase method) => string.Concat(
        method.IsPublic ? "" : "protected ",
        method.IsStatic ? "static " : "",
        !method.IsVirtual || method.IsFinal ? "" : method.IsAbstract ? "abstract " : IsOverride(method) ? "override " : method.DeclaringType!.IsSealed ? "" : "virtual ");

    private static bool IsOverride(MethodBase method) => method is MethodInfo known && known.GetBaseDefinition() != known;

    private static string Parameters(MethodBase method)
    {
        string extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extended + string.Join(", ", method.GetParameters().Select(parameter =>
            $"{CSharpName.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {CSharpName.Literal(parameter.RawDefaultValue)}" : "")}"));
    }
}
