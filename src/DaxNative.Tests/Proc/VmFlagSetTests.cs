using Xunit;

namespace DaxNative.Tests;

public class VmFlagSetTests
{
    [Fact]
    public void EveryFlagHasExactlyOneMnemonicOfTwoLetters()
    {
        Assert.Equal(Enum.GetValues<VmFlag>().Order(), VmFlagMnemonics.ByMnemonic.Values.Order());
        Assert.All(VmFlagMnemonics.ByMnemonic.Keys, mnemonic => Assert.Equal(2, mnemonic.Length));
        Assert.True(Enum.GetValues<VmFlag>().Length <= 64);
    }

    [Theory]
    [InlineData("rd", nameof(VmFlag.Read))]
    [InlineData("sf", nameof(VmFlag.SynchronousFault))]
    [InlineData("dc", nameof(VmFlag.DontCopy))]
    [InlineData("dd", nameof(VmFlag.DontDump))]
    [InlineData("hg", nameof(VmFlag.HugePage))]
    [InlineData("mm", nameof(VmFlag.MixedMap))]
    [InlineData("lf", nameof(VmFlag.LockOnFault))]
    public void Contains_FindsAFlagByEitherName(string mnemonic, string flag)
    {
        VmFlagSet flags = VmFlagSet.Parse($" {mnemonic} ??");

        Assert.True(flags.Contains(mnemonic));
        Assert.True(flags.Contains(Enum.Parse<VmFlag>(flag)));
        Assert.Equal(1, Enum.GetValues<VmFlag>().Count(flags.Contains));
    }

    [Fact]
    public void Parse_KeepsWhatItDoesNotKnowInOrder()
    {
        VmFlagSet flags = VmFlagSet.Parse("rd ?? zz sf");

        Assert.Equal(["rd", "??", "zz", "sf"], flags.Mnemonics);
        Assert.True(flags.Contains("zz"));
        Assert.False(flags.Contains("wr"));
        Assert.False(flags.Contains((VmFlag)63));
        Assert.False(flags.Contains((VmFlag)(-1)));
    }

    [Fact]
    public void Empty_ContainsNothing()
    {
        Assert.Empty(VmFlagSet.Empty.Mnemonics);
        Assert.Equal("", VmFlagSet.Empty.ToString());
        Assert.DoesNotContain(Enum.GetValues<VmFlag>(), VmFlagSet.Empty.Contains);
    }
}
