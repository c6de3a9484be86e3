namespace DaxNative.Hosting;

/// <summary>A key of a section, and what its text changes.</summary>
/// <param name="Name">As it is written in the configuration.</param>
/// <param name="Set">Takes the settings and the text. Throws a FormatException that says what the text may be.</param>
internal sealed record SettingKey<T>(string Name, Func<T, string, T> Set)
{
    /// <summary>The same key of settings that have these within them.</summary>
    internal SettingKey<TOuter> Within<TOuter>(Func<TOuter, T> get, Func<TOuter, T, TOuter> set) =>
        new(Name, (outer, text) => set(outer, Set(get(outer), text)));
}
