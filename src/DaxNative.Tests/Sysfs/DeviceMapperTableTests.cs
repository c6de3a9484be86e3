using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

public class DeviceMapperTableTests
{
    private const int Header = 312;

    [Fact]
    public void ReadStarts_FollowsTheTargetsAndTheirLengths()
    {
        byte[] answer = Answer(2);
        MemoryMarshal.Write(answer.AsSpan(Header), new Dm_target_spec { next = 48 });
        MemoryMarshal.Write(answer.AsSpan(Header + 48), new Dm_target_spec { sector_start = 65541 });

        Assert.Equal([0UL, 65541UL], DeviceMapperTable.ReadStarts(answer));
    }

    [Theory]
    [InlineData(170u)]
    [InlineData(1000u)]
    [InlineData(uint.MaxValue)]
    public void ReadStarts_IsNullWhereATargetLiesOutsideTheAnswer(uint next)
    {
        byte[] answer = Answer(100_000);
        MemoryMarshal.Write(answer.AsSpan(Header), new Dm_target_spec { next = next });

        Assert.Null(DeviceMapperTable.ReadStarts(answer));
    }

    [Fact]
    public void Question_EncodesLargeMinorNumbersAsTheKernelDoes() => Assert.Equal(0x10fe2cUL, DeviceMapperTable.Question(254, 300).dev);

    [Fact]
    public void TargetStarts_IsNullWhereThereIsNoControlNodeAndWhereItIsNone()
    {
        using var linux = new FakeLinux();
        Assert.Null(DeviceMapperTable.TargetStarts(linux.Root, 254, 0));

        linux.Text("/dev/mapper/control", "", FakeLinux.WritableByOwner);
        Assert.Null(DeviceMapperTable.TargetStarts(linux.Root, 254, 0));
    }

    private static byte[] Answer(uint targets)
    {
        byte[] answer = new byte[512];
        MemoryMarshal.Write(answer, DeviceMapperTable.Question(254, 0) with { target_count = targets });
        return answer;
    }
}
