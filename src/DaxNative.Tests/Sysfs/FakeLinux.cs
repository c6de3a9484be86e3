using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace DaxNative.Tests;

/// <summary>A tree that stands for the kernel's /sys, /proc and /dev: made by hand, or recorded on a real kernel.</summary>
/// <remarks>Paths are written as the kernel's own (<c>/sys/…</c>); the methods return such paths too.</remarks>
internal sealed partial class FakeLinux : IDisposable
{
    internal FakeLinux()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("fake-linux-").FullName;
        Root = LinuxRoot.At(Directory);
    }

    /// <summary>The root to hand to the library.</summary>
    internal LinuxRoot Root { get; }

    internal string Directory { get; }

    /// <summary>A tree recorded by tools/capture-fixtures.sh: "6.12", "6.1" (with a CXL device) or "7.3".</summary>
    internal static FakeLinux Recorded(string kernel)
    {
        var fake = new FakeLinux();
        string archive = Path.Combine(AppContext.BaseDirectory, "Fixtures", $"linux-{kernel}.tar.gz");
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(stream, fake.Directory, overwriteFiles: true);
        return fake;
    }

    /// <summary>Where a path of the kernel's lies in the fake tree.</summary>
    internal string Real(string path) => Directory + path;

    internal FakeLinux Folder(string path)
    {
        System.IO.Directory.CreateDirectory(Real(path));
        return this;
    }

    /// <summary>Writes a file; the kernel's attributes end in a newline, so one is added.</summary>
    internal FakeLinux Attribute(string path, string text, UnixFileMode mode = ReadableByAll) => Text(path, text + "\n", mode);

    /// <summary>Writes a file exactly.</summary>
    internal FakeLinux Text(string path, string text, UnixFileMode mode = ReadableByAll)
    {
        Folder(SysfsPath.Parent(path));
        File.Delete(Real(path));
        File.WriteAllBytes(Real(path), Encoding.UTF8.GetBytes(text));
        return Mode(path, mode);
    }

    internal FakeLinux Mode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Real(path), mode);
        }

        return this;
    }

    /// <summary>Makes a symbolic link with this very text as its target.</summary>
    internal FakeLinux RawLink(string path, string target)
    {
        Folder(SysfsPath.Parent(path));
        File.Delete(Real(path));
        File.CreateSymbolicLink(Real(path), target);
        return this;
    }

    /// <summary>Makes a relative link, as sysfs does.</summary>
    internal FakeLinux Link(string path, string target) =>
        RawLink(path, Path.GetRelativePath(SysfsPath.Parent(path), target));

    internal FakeLinux Remove(string path)
    {
        if (System.IO.Directory.Exists(Real(path)) && new FileInfo(Real(path)).LinkTarget is null)
        {
            System.IO.Directory.Delete(Real(path), recursive: true);
        }
        else
        {
            File.Delete(Real(path));
        }

        return this;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    internal const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    internal const UnixFileMode ReadableByOwner = UnixFileMode.UserRead;
    internal const UnixFileMode WritableByOwner = ReadableByAll | UnixFileMode.UserWrite;

    private static string Number(uint major, uint minor) => string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}");
}
