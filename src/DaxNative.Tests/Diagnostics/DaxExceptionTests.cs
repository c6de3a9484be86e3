using Xunit;

namespace DaxNative.Tests;

public class DaxExceptionTests
{
    [Fact]
    public void Message_NamesOperationPathRangeErrnoAndRemedy()
    {
        DaxException exception = new DaxFailure(DaxError.Misaligned, "mmap", "Length must be a multiple of align.", "Use 2097152.")
        {
            Path = "/dev/dax0.0",
            Offset = 0,
            Length = 4096,
            Errno = 22,
            ErrnoName = "EINVAL",
            IsPredicted = true,
        }.ToException();

        Assert.Equal(
            "mmap(/dev/dax0.0, offset=0, length=4096) refused: EINVAL (22) is what the kernel would answer. Length must be a multiple of align. Use 2097152.",
            exception.Message);
        Assert.Equal(22, exception.HResult);
    }
}
