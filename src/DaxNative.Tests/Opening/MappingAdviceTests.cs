using Xunit;

namespace DaxNative.Tests;

/// <summary>What is asked of the kernel after the mmap, and that a kernel which always puts it off is an error and no wait.</summary>
public sealed class MappingAdviceTests : IDisposable
{
    private const long OneGiB = 1L << 30;

    private readonly AddressReservation _range = AddressReservation.Create("advised", 0, 3 * OneGiB - 4096, Environment.SystemPageSize);
    private readonly List<(long Start, long Length, MadviseAdvice Advice)> _calls = [];

    [Theory]
    [InlineData(Errno.EAGAIN)]
    [InlineData(Errno.EINTR)]
    public void AdviceThatIsAlwaysPutOff_IsAnError(int errno)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => Apply(new MappingOptions(), _ => errno));

        Assert.Equal(("madvise", errno, "file"), (refusal.Operation, refusal.Errno, refusal.Path));
        Assert.Contains("MADV_DONTFORK", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(MappingAdvice.MostAttempts, _calls.Count);
    }

    [Fact]
    public void AdviceThatWasPutOff_IsGivenAgain()
    {
        Apply(new MappingOptions(), call => call < 40 ? Errno.EAGAIN : 0);

        Assert.All(_calls[..41], call => Assert.Equal((0, _range.Length, MadviseAdvice.MADV_DONTFORK), call));
        Assert.DoesNotContain(_calls[41..], call => call.Advice == MadviseAdvice.MADV_DONTFORK);
    }

    // What was populated is not asked for again, and each piece has its attempts.
    [Fact]
    public void Populate_GoesOnFromWhereItWasPutOff()
    {
        Apply(Populating, call => call % (MappingAdvice.MostAttempts - 1) == 0 ? 0 : Errno.EAGAIN);

        (long, long)[] pieces = [.. _calls.Select(call => (call.Start, call.Length)).Distinct()];
        Assert.Equal([(0, OneGiB), (OneGiB, OneGiB), (2 * OneGiB, OneGiB - 4096)], pieces);
        Assert.Equal(1 + 2 * (MappingAdvice.MostAttempts - 1), _calls.Count);
    }

    [Fact]
    public void Populate_ThatIsAlwaysPutOff_IsAnError()
    {
        DaxException refusal = Assert.Throws<DaxException>(() => Apply(Populating, call => call == 0 ? 0 : Errno.EAGAIN));

        Assert.Contains("MADV_POPULATE_WRITE", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1 + MappingAdvice.MostAttempts, _calls.Count);
    }

    public void Dispose() => Assert.Equal(0, _range.Release());

    private static MappingOptions Populating => new() { InheritOnFork = true, IncludeInCoreDump = true, HugePages = true, Prefault = true };

    private void Apply(MappingOptions options, Func<int, int> answer) => MappingAdvice.Apply("file", _range.Area, _range.Length, options, (address, length, advice) =>
    {
        _calls.Add((address - _range.Address, length, advice));
        Assert.InRange(_calls.Count, 0, 10_000);
        return answer(_calls.Count - 1);
    });
}
