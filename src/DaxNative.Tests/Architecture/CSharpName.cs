using System.Globalization;
using System.Reflection;

namespace DaxNative.Tests;

/// <summary>Reflection's view of a type, spelled as C# spells it, with nullability and the kinds of reference.</summary>
internal static class CSharpName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    private static readonly NullabilityInfoContext s_nullability = new();

    internal static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.HasElementType)
        {
            return Of(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "");
        }

        string name = type.Name.Split('`')[0];
        string outer = type.IsNested && !type.IsGenericParameter ? Of(type.DeclaringType!) + "." : "";
        return outer + (type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name);
    }

    internal static string Of(MethodInfo method) => method.IsGenericMethod
        ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Of))}>"
        : method.Name;

    internal static string Of(ParameterInfo parameter) =>
        Reference(parameter) + Of(parameter.ParameterType, s_nullability.Create(parameter));

    internal static string Of(PropertyInfo property) => Of(property.PropertyType, s_nullability.Create(property));

    internal static string Of(FieldInfo field) => Of(field.FieldType, s_nullability.Create(field));

    internal static string Constraints(MethodInfo method) => string.Concat(method.GetGenericArguments()
        .Where(argument => argument.IsGenericMethodParameter)
        .Select(argument => $" where {argument.Name} : {Constraint(argument)}"));

    internal static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Of(Type type, NullabilityInfo nullability)
    {
        bool isNullableReference = !type.IsValueType && !type.IsByRef
            && (nullability.ReadState == NullabilityState.Nullable || nullability.WriteState == NullabilityState.Nullable);
        return Of(type) + (isNullableReference ? "?" : "");
    }

    private static string Reference(ParameterInfo parameter) => parameter switch
    {
        { ParameterType.IsByRef: false } => "",
        { IsOut: true } => "out ",
        _ when Has(parameter, "RequiresLocationAttribute") => "ref readonly ",
        { IsIn: true } => "in ",
        _ when Has(parameter, "IsReadOnlyAttribute") => "ref readonly ",
        _ => "ref ",
    };

    private static bool Has(ParameterInfo parameter, string attribute) =>
        parameter.GetCustomAttributesData().Any(data => data.AttributeType.Name == attribute);

    private static string Constraint(Type argument)
    {
        if (argument.GetCustomAttributesData().Any(data => data.AttributeType.Name == "IsUnmanagedAttribute"))
        {
            return "unmanaged";
        }

        IEnumerable<string> kinds = argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"]
            : argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : [];
        string[] all = [.. kinds, .. argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of)];
        return all.Length == 0 ? "any" : string.Join(", ", all);
    }
}
