using Microsoft.Extensions.Configuration;

namespace DaxNative.Hosting;

/// <summary>Reads sections key by key; what cannot be read becomes a line with the key, the value and the remedy.</summary>
/// <param name="unreadable">Gets the lines.</param>
internal sealed class SectionReader(ICollection<string> unreadable)
{
    // As many letters as a slip of the hand changes.
    private const int FewLetters = 2;

    /// <summary>Reads a section.</summary>
    /// <param name="section">Has keys, no value of its own.</param>
    /// <param name="settings">What holds where the section says nothing.</param>
    /// <param name="keys">Those that there are.</param>
    /// <param name="others">Keys that somebody else reads.</param>
    /// <returns>The settings, changed by what could be read.</returns>
    internal T Read<T>(IConfigurationSection section, T settings, SettingKey<T>[] keys, params string[] others)
    {
        string[] known = [.. keys.Select(key => key.Name), .. others];
        foreach (IConfigurationSection child in Children(section, $"Its keys are {string.Join(", ", known)}."))
        {
            if (Array.Find(keys, key => key.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } key)
            {
                settings = Set(child, settings, key);
            }
            else if (!others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                unreadable.Add(SettingProblem.Line(child.Path, child.Value, $"{section.Path} has no such key. {Advice(child.Key, known)}"));
            }
        }

        return settings;
    }

    /// <summary>The keys below a section; none where it is absent.</summary>
    internal IEnumerable<IConfigurationSection> Children(IConfigurationSection section, string remedy)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            unreadable.Add(SettingProblem.Line(section.Path, section.Value, $"A section belongs there, not a value. {remedy}"));
        }

        return section.GetChildren();
    }

    private T Set<T>(IConfigurationSection child, T settings, SettingKey<T> key)
    {
        if (child.GetChildren().Any())
        {
            unreadable.Add(SettingProblem.Line(child.Path, child.Value, "One value belongs there, not a section or a list."));
            return settings;
        }

        try
        {
            // Null is how a later source takes back what an earlier one says.
            return child.Value is { } text ? key.Set(settings, text) : settings;
        }
        catch (FormatException problem)
        {
            unreadable.Add(SettingProblem.Line(child.Path, child.Value, problem.Message));
            return settings;
        }
    }

    private static string Advice(string key, string[] known)
    {
        string nearest = known.MinBy(name => EditDistance.Between(name, key))!;
        return EditDistance.Between(nearest, key) <= FewLetters ? $"Write {nearest}." : $"Its keys are {string.Join(", ", known)}.";
    }
}
