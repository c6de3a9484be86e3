namespace DaxNative;

/// <summary>Whether a type's bytes mean the same to every process that maps them; found once for each type.</summary>
internal static class PersistentLayout<T>
    where T : unmanaged
{
    internal static readonly bool IsFixed = !typeof(T).IsAutoLayout;
}
