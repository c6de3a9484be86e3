using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class SimulatedFileSystemTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void WhatIsWritten_IsReadAtOnce()
    {
        using SimulatedFile file = _files.Open("f", FileMode.CreateNew);
        file.Write(3, "abc"u8);
        Assert.Equal(6, file.Append("d"u8));
        byte[] read = new byte[16];
        Assert.Equal(7, _files.Open("f").Read(0, read));
        Assert.Equal("000abcd", FilesLeft.Text(_files, "f"));
        Assert.Equal(0, file.Read(7, read));
    }

    [Fact]
    public void AFileThatIsCutAndGrowsAgain_HasZeros()
    {
        _files.Write("f", "aaaa");
        using SimulatedFile file = _files.Open("f");
        file.SetLength(1);
        file.SetLength(3);
        Assert.Equal("a00", FilesLeft.Text(_files, "f"));
    }

    [Theory]
    [InlineData(FileMode.Create, "")]
    [InlineData(FileMode.Truncate, "")]
    [InlineData(FileMode.Open, "aaaa")]
    [InlineData(FileMode.OpenOrCreate, "aaaa")]
    public void Open_OfAFileThatIsThere_KeepsItOrEmptiesIt(FileMode mode, string expected)
    {
        _files.Write("f", "aaaa");
        _files.Open("f", mode);
        Assert.Equal(expected, FilesLeft.Text(_files, "f"));
    }

    [Fact]
    public void Open_RefusesWhatTheModeForbids()
    {
        _files.CreateDirectory("d");
        _files.Write("f", "a");
        Assert.Throws<IOException>(() => _files.Open("f", FileMode.CreateNew));
        Assert.Throws<IOException>(() => _files.Open("d"));
        Assert.Throws<FileNotFoundException>(() => _files.Open("g"));
        Assert.Throws<FileNotFoundException>(() => _files.Open("g", FileMode.Truncate));
        Assert.Throws<DirectoryNotFoundException>(() => _files.Open("e/f", FileMode.Create));
        Assert.Throws<ArgumentOutOfRangeException>(() => _files.Open("f", FileMode.Append));
        Assert.Throws<ArgumentException>(() => _files.Open("d/../f"));
        Assert.Throws<ArgumentException>(() => _files.Open(""));
    }

    [Fact]
    public void Rename_ReplacesAFile_AndWhoHasItOpenGoesOn()
    {
        _files.Write("a", "1");
        _files.Write("b", "2");
        using SimulatedFile replaced = _files.Open("b");
        _files.Rename("a", "b");
        Assert.Equal(["b"], _files.List());
        Assert.Equal("1", FilesLeft.Text(_files, "b"));
        replaced.Write(0, "3"u8);
        Assert.Equal("1", FilesLeft.Text(_files, "b"));
    }

    [Fact]
    public void Rename_ToItself_ChangesNothing()
    {
        _files.Write("a", "1");
        _files.Rename("a", "/a");
        Assert.Equal("1", FilesLeft.Text(_files, "a"));
    }

    [Fact]
    public void Rename_RefusesDirectories_AndWhatIsNotThere()
    {
        _files.CreateDirectory("d");
        _files.Write("a", "1");
        Assert.Throws<IOException>(() => _files.Rename("d", "e"));
        Assert.Throws<IOException>(() => _files.Rename("a", "d"));
        Assert.Throws<FileNotFoundException>(() => _files.Rename("b", "c"));
    }

    [Fact]
    public void Delete_RefusesADirectoryThatIsNotEmpty()
    {
        _files.CreateDirectory("d");
        _files.Write("d/f", "1");
        Assert.Throws<IOException>(() => _files.Delete("d"));
        _files.Delete("d/f");
        _files.Delete("d");
        Assert.False(_files.Exists("d"));
        Assert.Throws<FileNotFoundException>(() => _files.Delete("d"));
    }

    [Fact]
    public void CreateDirectory_RefusesANameThatIsThere()
    {
        _files.CreateDirectory("d");
        Assert.Throws<IOException>(() => _files.CreateDirectory("d"));
        Assert.Throws<DirectoryNotFoundException>(() => _files.CreateDirectory("e/f"));
        Assert.Throws<DirectoryNotFoundException>(() => _files.FlushDirectory("e"));
    }

    [Fact]
    public void AFile_RefusesWhatCannotBe()
    {
        SimulatedFile file = _files.Open("f", FileMode.CreateNew);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(-1, "a"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(-1, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SetLength(-1));
        Assert.Throws<IOException>(() => file.SetLength(1L << 40));
        Assert.Throws<IOException>(() => file.Write(1L << 40, "a"u8));
        Assert.Equal(0, file.Length);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Write(0, "a"u8));
        Assert.Throws<ObjectDisposedException>(file.FlushToDisk);
    }
}
