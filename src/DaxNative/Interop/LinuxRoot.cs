namespace DaxNative;

/// <summary>
/// Where the kernel's text interfaces are. The only place that spells <c>/sys</c>, <c>/proc</c> and <c>/dev</c>, so
/// that everything that reads them also runs on a recorded tree.
/// </summary>
internal sealed class LinuxRoot
{
    private LinuxRoot(string root)
    {
        Root = root;
        Sys = root + "/sys";
        Proc = root + "/proc";
        Dev = root + "/dev";
    }

    /// <summary>The running kernel's own tree.</summary>
    internal static LinuxRoot Running { get; } = new("");

    /// <summary>The directory that stands for <c>/</c>; empty for the running kernel.</summary>
    internal string Root { get; }

    internal string Sys { get; }

    internal string Proc { get; }

    internal string Dev { get; }

    /// <summary>A recorded tree below <paramref name="directory"/>.</summary>
    internal static LinuxRoot At(string directory) => new(directory.TrimEnd('/'));
}
