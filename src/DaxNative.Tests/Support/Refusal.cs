using Xunit;

namespace DaxNative.Tests;

/// <summary>Expects that a path is refused, and that the refusal says everything that a user needs.</summary>
internal static class Refusal
{
    /// <summary>The kernel's own refusal.</summary>
    internal static DaxException ByKernel(DaxError error, string operation, int errno, string path, MappingOptions? options = null) =>
        Check(error, operation, errno, isPredicted: false, path, options);

    /// <summary>Refused before the kernel was asked; the errno is what it would have answered, 0 where it would have let it through.</summary>
    internal static DaxException Predicted(DaxError error, string operation, int errno, string path, MappingOptions? options = null) =>
        Check(error, operation, errno, isPredicted: true, path, options);

    /// <summary>Whatever it is that is refused.</summary>
    internal static DaxException Of(DaxError error, Action refused)
    {
        DaxException refusal = Assert.Throws<DaxException>(refused);
        Assert.True(error == refusal.Error, $"expected {error}; it is {refusal.Error}: {refusal.Message}");
        Assert.NotEmpty(refusal.Remedy);
        Assert.NotNull(refusal.Path);
        return refusal;
    }

    private static DaxException Check(DaxError error, string operation, int errno, bool isPredicted, string path, MappingOptions? options)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(path, options).Dispose());
        Assert.True(
            (error, operation, errno, isPredicted) == (refusal.Error, refusal.Operation, refusal.Errno, refusal.IsPredicted),
            $"expected {error}, {operation}, errno {errno}, predicted {isPredicted}; it is {refusal.Error}, {refusal.Operation}, {refusal.Errno}, {refusal.IsPredicted}: {refusal.Message}");
        Assert.Equal(path, refusal.Path);
        Assert.Equal(errno == 0 ? "" : PosixFile.ErrnoName(errno), refusal.ErrnoName);
        Assert.NotEmpty(refusal.Remedy);
        Assert.Contains(refusal.Remedy, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
