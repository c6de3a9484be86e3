using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class DiskModelNameTests
{
    private static readonly Action<SimulatedFileSystem> s_nothing = _ => { };

    [Fact]
    public void ANewFile_IsThereOrNot_UntilItsDirectoryIsFlushed()
    {
        Assert.Equal(["", "f"], FilesLeft.By(s_nothing, files => files.Open("f", FileMode.CreateNew), Names));
        Assert.Equal(["f"], FilesLeft.By(
            s_nothing,
            files =>
            {
                files.Open("f", FileMode.CreateNew);
                files.FlushDirectory();
            },
            Names));
    }

    [Theory]
    [InlineData(FileSystemRules.Posix, "-|bb")]
    [InlineData(FileSystemRules.Journaled, "bb")]
    public void AFlushOfAFile_MakesItsNameDurableInAJournalOnly(FileSystemRules rules, string expected) => Assert.Equal(expected.Split('|'), FilesLeft.By(
        s_nothing,
        files =>
        {
            files.Write("f", "bb");
            files.Flush("f");
        },
        files => FilesLeft.Text(files, "f"),
        scenario => scenario with { Rules = rules }));

    [Theory]
    [InlineData(FileSystemRules.Posix, "|a|a b|b")]
    [InlineData(FileSystemRules.Journaled, "|a|a b")]
    public void NewNames_HaveAnOrderInAJournalOnly(FileSystemRules rules, string expected) => Assert.Equal(expected.Split('|'), FilesLeft.By(
        s_nothing,
        files =>
        {
            files.Open("a", FileMode.CreateNew);
            files.Open("b", FileMode.CreateNew);
        },
        Names,
        scenario => scenario with { Rules = rules }));

    [Fact]
    public void ADeletedFile_ComesBackUntilItsDirectoryIsFlushed()
    {
        Assert.Equal(["", "f"], FilesLeft.By(files => files.Write("f", "a"), files => files.Delete("f"), Names));
        Assert.Equal([""], FilesLeft.By(
            files => files.Write("f", "a"),
            files =>
            {
                files.Delete("f");
                files.FlushDirectory();
            },
            Names));
    }

    [Fact]
    public void ChangesOfOneName_KeepTheirOrder() => Assert.Equal(["", "-", "a"], FilesLeft.By(
        files => files.Write("f", "a"),
        files =>
        {
            files.Delete("f");
            files.Open("f", FileMode.CreateNew);
        },
        files => FilesLeft.Text(files, "f")));

    [Fact]
    public void ARename_IsThereWholeOrNotAtAll() => Assert.Equal(["-1", "12"], FilesLeft.By(
        files =>
        {
            files.Write("a", "1");
            files.Write("b", "2");
        },
        files => files.Rename("a", "b"),
        files => FilesLeft.Text(files, "a") + FilesLeft.Text(files, "b")));

    [Fact]
    public void AFileThatIsRenamedBeforeItsFlush_MayBeEmpty()
    {
        Action<SimulatedFileSystem> old = files => files.Write("f", "a");
        string[] unflushed = FilesLeft.By(old, files => Replace(files, _ => { }), files => FilesLeft.Text(files, "f"));
        Assert.Equal(["", "00", "a", "bb"], unflushed);
        Assert.Equal(["a", "bb"], FilesLeft.By(old, files => Replace(files, files.Flush), files => FilesLeft.Text(files, "f")));

        static void Replace(SimulatedFileSystem files, Action<string> flush)
        {
            files.Write("f.tmp", "bb");
            flush("f.tmp");
            files.Rename("f.tmp", "f");
        }
    }

    [Theory]
    [InlineData("", "-1|1-")]
    [InlineData("a", "-1|1-")]
    [InlineData("b", "-1|1-")]
    [InlineData("a b", "-1")]
    public void ARenameBetweenDirectories_IsDurableWhenBothAreFlushed(string flushed, string expected) => Assert.Equal(expected.Split('|'), FilesLeft.By(
        files =>
        {
            files.CreateDirectory("a");
            files.CreateDirectory("b");
            files.Write("a/f", "1");
        },
        files =>
        {
            files.Rename("a/f", "b/f");
            Array.ForEach(flushed.Split(' ', StringSplitOptions.RemoveEmptyEntries), files.FlushDirectory);
        },
        files => FilesLeft.Text(files, "a/f") + FilesLeft.Text(files, "b/f")));

    [Fact]
    public void WhatIsInADirectoryWithoutADurableName_IsLostWithIt() => Assert.Equal(["-", "bb"], FilesLeft.By(
        s_nothing,
        files =>
        {
            files.CreateDirectory("d");
            files.Write("d/f", "bb");
            files.Flush("d/f");
            files.FlushDirectory("d");
        },
        files => FilesLeft.Text(files, "d/f")));

    [Fact]
    public void AFlushOfADirectory_MakesWhatItNeedsDurableToo() => Assert.Equal(["-1-"], FilesLeft.By(
        files =>
        {
            files.CreateDirectory("a");
            files.CreateDirectory("b");
            files.Write("a/f", "1");
        },
        files =>
        {
            files.Rename("a/f", "b/f");
            files.Rename("b/f", "b/g");
            files.FlushDirectory("b");
        },
        files => FilesLeft.Text(files, "a/f") + FilesLeft.Text(files, "b/g") + FilesLeft.Text(files, "b/f")));

    [Fact]
    public void AFlushOfADirectoryThatFailed_MakesNothingDurable() => Assert.Equal(["", "f"], FilesLeft.By(
        s_nothing,
        files =>
        {
            files.Open("f", FileMode.CreateNew);
            Assert.Throws<IOException>(() => files.FlushDirectory());
        },
        Names,
        scenario => scenario with { FailedFlushes = [0] }));

    private static string Names(SimulatedFileSystem files) => string.Join(' ', files.List());
}
