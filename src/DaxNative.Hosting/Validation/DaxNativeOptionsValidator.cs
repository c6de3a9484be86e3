using DaxNative.Log;
using Microsoft.Extensions.Options;

namespace DaxNative.Hosting;

/// <summary>Tells everything that is wrong with the options and can be known before something is opened, a line each.</summary>
internal sealed class DaxNativeOptionsValidator : IValidateOptions<DaxNativeOptions>
{
    public ValidateOptionsResult Validate(string? name, DaxNativeOptions options)
    {
        string[] problems = [.. Problems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    // What cannot be read is missing in the options, and what is wrong with the policy is wrong with every mapping: neither is told twice.
    private static IEnumerable<string> Problems(DaxNativeOptions options)
    {
        if (options.Unreadable.Count > 0)
        {
            return options.Unreadable.Distinct();
        }

        string[] ofPolicy = [.. Lines(options.Key, MappingCheck.Problems(options.Policy))];
        return ofPolicy.Length > 0
            ? ofPolicy
            : [
                .. options.Mappings.SelectMany(one => OfMemory(options, options.KeyOfMapping(one.Key), one.Value.Path, one.Value.Options)),
                .. options.Logs.SelectMany(one => OfLog(options, options.KeyOfLog(one.Key), one.Value)),
                .. SharedPaths(options),
            ];
    }

    private static IEnumerable<string> OfLog(DaxNativeOptions options, string key, NamedLog log)
    {
        IEnumerable<string> problems = OfMemory(options, key, log.Path, log.Options.Mapping(FileMode.Open));
        try
        {
            if (log.Options.Length != 0)
            {
                LogPlace.RequireLength(log.Options.Length);
            }

            return problems;
        }
        catch (LogException refusal)
        {
            return problems.Append(SettingProblem.Line($"{key}:{nameof(log.Options.Length)}", log.Options.Length, refusal.Message));
        }
    }

    private static IEnumerable<string> OfMemory(DaxNativeOptions options, string key, string path, MappingOptions own)
    {
        MappingOptions effective = PersistentMappingFactory.Under(options.Policy, own);
        return ((string?[])[
            PathProblem(path) is { } problem ? SettingProblem.Line($"{key}:Path", path.Length == 0 ? null : path, problem) : null,
            .. Lines(key, MappingCheck.Problems(effective)),
            Ineffective(nameof(own.AllowVolatile), own.AllowVolatile && !effective.AllowVolatile),
            Ineffective(nameof(own.AllowForced), own.AllowForced && !effective.AllowForced),
        ]).OfType<string>();

        string? Ineffective(string option, bool isSo) => isSo
            ? SettingProblem.Line($"{key}:{option}", true, $"The host requires a granularity or an evidence, so the host alone may allow that. Set {options.Key}:{option}, or leave it out.")
            : null;
    }

    private static string? PathProblem(string path)
    {
        if (!path.StartsWith('/'))
        {
            return "Write the absolute path of a file, or of a /dev/daxX.Y device: where a relative one leads depends on who starts the process.";
        }

        try
        {
            PathArgument.Require(path);
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal.Message;
        }
    }

    private static IEnumerable<string> SharedPaths(DaxNativeOptions options) =>
        from named in options.Mappings.Select(one => (Key: options.KeyOfMapping(one.Key), one.Value.Path))
            .Concat(options.Logs.Select(one => (Key: options.KeyOfLog(one.Key), one.Value.Path)))
        where PathProblem(named.Path) is null
        group named by Path.GetFullPath(named.Path) into shared
        where shared.Count() > 1
        select SettingProblem.Line(
            $"{shared.Last().Key}:Path", shared.Last().Path, $"{shared.First().Key} has this path already. Give each its own file, or use one name for both.");

    private static IEnumerable<string> Lines(string key, IEnumerable<MappingProblem> problems) =>
        problems.Select(problem => SettingProblem.Line($"{key}:{problem.Option}", problem.Value, problem.Problem));
}
