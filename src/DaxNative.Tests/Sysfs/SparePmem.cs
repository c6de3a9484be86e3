using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Tests that stack block devices on the spare pmem devices run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SparePmem
{
    internal const string Name = "spare pmem";

    /// <summary>The value of a variable that names a device of the test machine; skips the test where there is none.</summary>
    internal static string Require(string variable)
    {
        string? value = Environment.GetEnvironmentVariable(variable);
        Skip.If(string.IsNullOrEmpty(value), $"{variable} is not set: no such device here.");
        return value!;
    }

    internal static FileStatus Stat(string path)
    {
        Assert.Equal(0, PosixFile.Status(path, out FileStatus status));
        return status;
    }

    /// <summary>Makes a device-mapper table for the length of a test.</summary>
    internal static DeviceMapperTable Table(string name, params string[] lines) => new(name, lines);

    internal static void Run(string command, string input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {error}");
    }

    internal sealed class DeviceMapperTable : IDisposable
    {
        private readonly string _name;

        internal DeviceMapperTable(string name, string[] lines)
        {
            _name = "daxnative-" + name;
            Run("modprobe", "", "dm_mod");
            Run("dmsetup", string.Join('\n', lines) + "\n", "create", _name, "--noudevsync");
            try
            {
                Run("dmsetup", "", "mknodes", _name);
                Device = Stat(Node).Special;
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal string Node => "/dev/mapper/" + _name;

        internal DeviceNumber Device { get; }

        internal Backing Resolve() => BackingResolver.OfBlockDevice(LinuxRoot.Running, Device.Major, Device.Minor);

        public void Dispose() => Run("dmsetup", "", "remove", _name, "--noudevsync");
    }

    /// <summary>Makes a partition that only the kernel knows of, for the length of a test.</summary>
    internal sealed class Partition : IDisposable
    {
        private readonly string _disk;
        private readonly string _number;

        internal Partition(string disk, int number, long start, long sectors)
        {
            _disk = disk;
            _number = number.ToString(CultureInfo.InvariantCulture);
            Run("addpart", "", disk, _number, start.ToString(CultureInfo.InvariantCulture), sectors.ToString(CultureInfo.InvariantCulture));
            Name = $"{Path.GetFileName(disk)}p{_number}";
        }

        internal string Name { get; }

        internal Backing Resolve()
        {
            (uint major, uint minor) = SysfsValue.DeviceNumber(SysfsAttribute.Read($"/sys/class/block/{Name}/dev"))!.Value;
            return BackingResolver.OfBlockDevice(LinuxRoot.Running, major, minor);
        }

        public void Dispose() => Run("delpart", "", _disk, _number);
    }
}
