namespace DaxNative.Tests;

/// <summary>A stack of block devices with a file system on top, made by commands and taken apart in reverse order.</summary>
internal sealed class BlockStackMount : IDisposable
{
    private readonly Stack<string> _undo = new();

    internal string Folder { get; } = "/run/daxnative-" + Guid.NewGuid().ToString("N");

    /// <summary>Runs a command; the other one undoes it at the end.</summary>
    internal BlockStackMount With(string command, string undo)
    {
        _ = GuestCommand.Run(command);
        _undo.Push(undo);
        return this;
    }

    /// <summary>Without udev the nodes are made by dmsetup itself.</summary>
    internal BlockStackMount WithTable(string name, string table) =>
        With($"dmsetup create {name} --noudevsync --table '{table}'; dmsetup mknodes {name}", $"dmsetup remove --noudevsync {name}; dmsetup mknodes");

    /// <summary>Makes an ext4 and mounts it with DAX on.</summary>
    internal BlockStackMount MountExt4(string device) =>
        With($"mkfs.ext4 -q -F -b 4096 {device}; mkdir {Folder}; mount -t ext4 -o dax=always {device} {Folder}", $"umount {Folder}");

    internal TestFile File() => TestFile.In(Folder).WithBytes(TestFile.Length);

    public void Dispose()
    {
        // Everything is tried, and the first failure is what the test says.
        var failures = new List<Exception>();
        while (_undo.TryPop(out string? command))
        {
            try
            {
                GuestCommand.Run(command);
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
