using Xunit;

namespace DaxNative.Tests;

public class SysfsValueTests
{
    [Theory]
    [InlineData("4096", 4096L)]
    [InlineData("1000", 4096L)]
    [InlineData("0x1000", 4096L)]
    [InlineData("2097152", 2L << 20)]
    [InlineData("200000", 2L << 20)]
    [InlineData("0x200000", 2L << 20)]
    [InlineData("1073741824", 1L << 30)]
    [InlineData("40000000", 1L << 30)]
    [InlineData("0X40000000", 1L << 30)]
    [InlineData("65536", 65536L)]
    [InlineData("10000", 65536L)]
    [InlineData("16777216", 16L << 20)]
    [InlineData("1000000", 16L << 20)]
    [InlineData("0", null)]
    [InlineData("3000", null)]
    [InlineData("", null)]
    [InlineData("-4096", null)]
    [InlineData("0x", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData(null, null)]
    public void Align_IsAPowerOfTwoInAnyNotationOrUnknown(string? text, long? expected) => Assert.Equal(expected, SysfsValue.Align(text));

    [Theory]
    [InlineData("266338304", 266338304L)]
    [InlineData("0x10", 16L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1 ", null)]
    [InlineData("1e3", null)]
    [InlineData("", null)]
    public void Size_IsDecimalOrPrefixedHexadecimalOrUnknown(string text, long? expected) => Assert.Equal(expected, SysfsValue.Size(text));

    [Theory]
    [InlineData("253:1", 253u, 1u)]
    [InlineData("4294967295:0", uint.MaxValue, 0u)]
    public void DeviceNumber_IsMajorAndMinor(string text, uint major, uint minor) => Assert.Equal((major, minor), SysfsValue.DeviceNumber(text));

    [Theory]
    [InlineData("253")]
    [InlineData(":1")]
    [InlineData("253:")]
    [InlineData("253:1:2")]
    [InlineData("4294967296:0")]
    [InlineData(null)]
    public void DeviceNumber_IsUnknownForAnythingElse(string? text) => Assert.Null(SysfsValue.DeviceNumber(text));

    [Fact]
    public void Node_TakesMinusOneForNone()
    {
        Assert.Null(SysfsValue.Node("-1"));
        Assert.Equal(0, SysfsValue.Node("0"));
    }

    [Theory]
    [InlineData("dax2.9", "dax2.10", -1)]
    [InlineData("dax10.0", "dax2.0", 1)]
    [InlineData("region1", "region01", 0)]
    [InlineData("dax1", "dax1.0", -1)]
    [InlineData("dax99999999999999999999", "dax100000000000000000000", -1)]
    public void NaturalOrder_CountsAsPeopleDo(string left, string right, int expected) =>
        Assert.Equal(expected, Math.Sign(NaturalOrder.Instance.Compare(left, right)));
}
