using System.Globalization;

namespace DaxNative.Tool.Logs;

/// <summary>What several commands say of a log.</summary>
internal static class LogText
{
    /// <summary>Which records stand beside a damaged place.</summary>
    internal static string Neighbours(long? before, long? after) =>
        $"Sound before it: {before?.ToString(CultureInfo.InvariantCulture) ?? "none"}; sound after it: {after?.ToString(CultureInfo.InvariantCulture) ?? "none"}.";
}
