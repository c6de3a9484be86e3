namespace DaxNative.Tests;

/// <summary>
/// A tree that stands for / with regions as the kernel shows them, and stand-ins for the programs that the set-up
/// script runs. A stand-in that changes something leaves a trace, so that a test sees what a dry run did not do.
/// </summary>
internal sealed class FakeMachine : IDisposable
{
    private static readonly string[] Changing = ["ndctl", "mkfs.ext4", "mkfs.xfs", "mount", "umount", "dd"];
    private static readonly string[] Ordinary =
        ["bash", "readlink", "dirname", "basename", "sort", "grep", "awk", "sed", "tr", "cut", "realpath", "cksum", "cat", "sha256sum", "head", "tail", "paste", "tac", "ls", "cmp"];

    // Not in /dev/shm, which is often mounted noexec.
    private readonly TempPath _folder = TempPath.OnDisk();

    internal FakeMachine(bool root = true, string? without = null)
    {
        Directory.CreateDirectory(Programs);
        Write("proc/self/mountinfo", "22 1 0:21 / / rw shared:1 - overlay overlay rw\n");
        Write("proc/cmdline", "console=ttyS0\n");
        Write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
        Directory.CreateDirectory(At("sys/bus/nd/devices"));
        foreach (string program in Ordinary)
        {
            string everywhere = "/usr/bin/" + program;
            File.CreateSymbolicLink(Path.Combine(Programs, program), File.Exists(everywhere) ? everywhere : "/bin/" + program);
        }

        foreach (string program in Changing.Where(program => program != without))
        {
            Program(program, $"echo \"{program} $*\" >>{Traces}");
        }

        Program("id", root ? "echo 0" : "echo 1000");
        Program("blkid", "exit 2");
        // The file system of a fake device is the first word in it.
        Program("wipefs", "for last; do :; done; head -c 4 \"$last\" | tr -d '\\0'");
    }

    private string Programs => At("programs");

    private string Traces => At("traces");

    /// <summary>The commands that really ran.</summary>
    internal string Ran => File.Exists(Traces) ? File.ReadAllText(Traces) : "";

    /// <summary>A region without labels, as memmap= makes it, with its one namespace.</summary>
    internal FakeMachine WithLegacyRegion(int number, long size, string content = "")
    {
        WithRegion(number, "e820", size, namespaceType: 4, free: 0);
        return WithNamespace(number, 0, size, "", content);
    }

    /// <summary>A region of one DIMM that has labels (<paramref name="initialised"/>) or could have them.</summary>
    internal FakeMachine WithDimmRegion(int number, long size, bool initialised, long free)
    {
        WithRegion(number, "ACPI.NFIT", size, initialised ? 5 : 4, free);
        Device(number, $"region{number}", ("mapping0", $"nmem{number},0,{size},0"));
        Device(number, $"nmem{number}", ("commands", "get_size get_data set_data cmd_call "));
        return initialised ? this : WithNamespace(number, 0, size, "", "");
    }

    internal FakeMachine WithNamespace(int region, int number, long size, string name, string content)
    {
        string space = $"namespace{region}.{number}";
        string node = number == 0 ? $"pmem{region}" : $"pmem{region}.{number}";
        Device(region, space, ("size", $"{size}"), ("mode", "memory"), ("holder", ""), ("holder_class", ""), ("alt_name", name));
        Directory.CreateDirectory(At($"sys/devices/bus{region}/ndbus{region}/region{region}/{space}/block/{node}"));
        Write($"sys/class/block/{node}/dev", $"259:{region}\n");
        Write($"dev/{node}", content.PadRight(1 << 20, '\0'));
        return this;
    }

    internal FakeMachine WithMount(string line)
    {
        File.AppendAllText(At("proc/self/mountinfo"), line + "\n");
        return this;
    }

    internal FakeMachine Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        return this;
    }

    internal string At(string path) => Path.Combine(_folder.Directory, path);

    internal SetupScript Run(params string[] arguments) => SetupScript.Run(arguments, new Dictionary<string, string>
    {
        ["DAXNATIVE_SETUP_ROOT"] = _folder.Directory,
        ["PATH"] = Programs,
    });

    public void Dispose() => _folder.Dispose();

    private void WithRegion(int number, string provider, long size, int namespaceType, long free)
    {
        Device(
            number,
            $"region{number}",
            ("devtype", "nd_pmem"),
            ("size", $"{size}"),
            ("align", "0x1000000"),
            ("nstype", $"{namespaceType}"),
            ("read_only", "0"),
            ("resource", $"0x{0x100000000 + ((long)number << 32):x}"),
            ("namespace_seed", $"namespace{number}.0"),
            ("available_size", $"{free}"),
            ("max_available_extent", $"{free}"));
        Write($"sys/devices/bus{number}/ndbus{number}/provider", provider + "\n");
    }

    private void Device(int bus, string name, params (string Attribute, string Value)[] attributes)
    {
        string parent = $"sys/devices/bus{bus}/ndbus{bus}/" + (name.StartsWith("namespace", StringComparison.Ordinal) ? $"region{bus}/" : "");
        foreach ((string attribute, string value) in attributes)
        {
            Write($"{parent}{name}/{attribute}", value + "\n");
        }

        string link = At($"sys/bus/nd/devices/{name}");
        if (!Path.Exists(link))
        {
            File.CreateSymbolicLink(link, At(parent + name));
        }
    }

    private void Program(string name, string body)
    {
        string path = Path.Combine(Programs, name);
        File.WriteAllText(path, "#!/bin/bash\n" + body + "\n");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
