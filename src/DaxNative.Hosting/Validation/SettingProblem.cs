namespace DaxNative.Hosting;

/// <summary>The one form of what is said about a setting.</summary>
internal static class SettingProblem
{
    internal static string Line(string key, object? value, string problem) => value is null ? $"{key}: {problem}" : $"{key} is \"{value}\". {problem}";
}
