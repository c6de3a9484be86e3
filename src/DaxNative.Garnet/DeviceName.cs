namespace DaxNative.Garnet;

/// <summary>From the engine's names, which are paths, to names of segments.</summary>
internal static class DeviceName
{
    /// <summary>Puts parts of a path together, without what says nothing.</summary>
    /// <exception cref="ArgumentException">It leads upwards: where to cannot be told.</exception>
    internal static string Of(params ReadOnlySpan<string?> parts)
    {
        var names = new List<string>();
        foreach (string? part in parts)
        {
            names.AddRange((part ?? "").Split('/', '\\').Where(name => name is not ("" or ".")));
        }

        string path = string.Join('/', names);
        return names.Contains("..") ? throw new ArgumentException($"\"{path}\" leads upwards. Give Garnet folders without \"..\".", nameof(parts)) : path;
    }

    /// <summary>What the names of everything below a folder begin with.</summary>
    internal static string Below(string folder) => folder.Length == 0 ? "" : folder + "/";

    /// <summary>Whether a segment is one of a device's: its name, a dot and a number.</summary>
    internal static bool IsOf(string device, string segment) =>
        segment.Length > device.Length + 1 && segment.StartsWith(device, StringComparison.Ordinal) && segment[device.Length] == '.' && segment.AsSpan(device.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;
}
