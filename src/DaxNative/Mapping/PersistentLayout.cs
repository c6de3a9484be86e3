using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>Whether a type's bytes mean the same to every process that maps them; found once for each type.</summary>
internal static class PersistentLayout<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>
    where T : unmanaged
{
    internal static readonly bool IsFixed = PersistentLayout.Flaw(typeof(T)) is null;
}

/// <summary>Looks for what another process, or another version of a program, may lay out differently.</summary>
internal static class PersistentLayout
{
    internal const DynamicallyAccessedMemberTypes Fields = DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields;

    /// <summary>What is wrong with the layout of an unmanaged type, as a sentence that names the field; null where nothing is.</summary>
    internal static string? Flaw([DynamicallyAccessedMembers(Fields)] Type type) => Flaw(type, type.Name);

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2072",
        Justification = "The trimmer keeps all fields of a value type whose layout is not automatic, and of others the fields are not looked at. Native AOT may keep a type and not say what its fields are: then it has none here, and is refused.")]
    private static string? Flaw([DynamicallyAccessedMembers(Fields)] Type type, string name)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer)
        {
            return null;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Vector<>))
        {
            return $"The size of {name} depends on the CPU ({nameof(Vector)}<T>)";
        }

        if (type.IsAutoLayout)
        {
            return $"The runtime chooses the layout of {name} and may choose another one next time";
        }

        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (fields.Length == 0 && !MayHaveNoFields(type))
        {
            return $"This program was compiled ahead of time without what says which fields {name} has";
        }

        return fields.Select(field => Flaw(field.FieldType, $"{field.FieldType.Name}, the field {field.Name} of {name},")).FirstOrDefault(flaw => flaw is not null);
    }

    // Where the JIT runs, fields that cannot be seen are not there. The core library's own types that are not generic have none
    // that depend on anything.
    private static bool MayHaveNoFields(Type type) =>
        RuntimeFeature.IsDynamicCodeSupported || (!type.IsGenericType && type.Assembly == typeof(object).Assembly);
}
