using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace DaxNative.Hosting;

/// <summary>Takes the options from a section. Nothing is thrown here: the validator tells all that is wrong at once.</summary>
internal sealed class ConfigurationSource(IConfigurationSection section) : IConfigureOptions<DaxNativeOptions>
{
    public void Configure(DaxNativeOptions options)
    {
        options.Key = section.Path;
        if (!section.Exists())
        {
            options.Unreadable.Add($"{section.Path} is not in the configuration, or is empty. Write the section, or call AddDaxNative without it.");
            return;
        }

        var reader = new SectionReader(options.Unreadable);
        options.Policy = reader.Read(section, options.Policy, MappingKeys.OfPolicy, nameof(options.Mappings), nameof(options.Logs));
        foreach (IConfigurationSection named in Names(reader, nameof(options.Mappings)))
        {
            NamedMapping before = options.Mappings.TryGetValue(named.Key, out NamedMapping? known) ? known : new("");
            NamedMapping read = options.Mappings[named.Key] = reader.Read(named, before with { Key = named.Path }, MappingKeys.OfMapping);
            RequireMode(named, read.Options, options.Unreadable);
        }

        foreach (IConfigurationSection named in Names(reader, nameof(options.Logs)))
        {
            NamedLog before = options.Logs.TryGetValue(named.Key, out NamedLog? known) ? known : new("");
            options.Logs[named.Key] = reader.Read(named, before with { Key = named.Path }, MappingKeys.OfLog);
        }
    }

    private IEnumerable<IConfigurationSection> Names(SectionReader reader, string key) =>
        reader.Children(section.GetSection(key), "Its keys are names of your own.");

    // Without a mode the length of a file to be made, which then is not made, would be a part of one that is there.
    private static void RequireMode(IConfigurationSection section, MappingOptions options, List<string> unreadable)
    {
        IConfigurationSection length = section.GetSection(nameof(options.Length));
        if (length.Value is not null && section[nameof(options.Mode)] is null && options is { Length: > 0, MayCreate: false })
        {
            unreadable.Add(SettingProblem.Line(
                length.Path, length.Value, $"Write {nameof(options.Mode)} too: OpenOrCreate for a file that is to be made so long, Open for so much of what is there."));
        }
    }
}
