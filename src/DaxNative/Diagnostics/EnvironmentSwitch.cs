namespace DaxNative;

/// <summary>A variable of the environment that is set to 1 or 0.</summary>
internal static class EnvironmentSwitch
{
    /// <summary>Whether it says yes; false where nobody has set it.</summary>
    /// <exception cref="DaxException">It says neither yes nor no: a wish is never ignored.</exception>
    internal static bool Parse(string variable, string? text) => text switch
    {
        null or "" or "0" => false,
        "1" => true,
        _ => throw new DaxFailure(DaxError.NotSupported, "open", $"{variable}={text} says neither yes nor no.", "Use 1 or 0, or unset it.")
        {
            IsPredicted = true,
        }.ToException(),
    };
}
