using System.Globalization;
using System.Text;

namespace DaxNative;

/// <summary>
/// The one exception of DaxNative: which operation on which path and range was refused, by whom, with which errno,
/// and what to do about it. Misuse of an argument and use after Dispose stay
/// <see cref="ArgumentException"/> and <see cref="ObjectDisposedException"/>.
/// </summary>
/// <remarks>Instances are immutable and may be read from any thread.</remarks>
public sealed class DaxException : IOException
{
    /// <summary>Makes an exception that has no more than a message; the library itself always says more.</summary>
    public DaxException()
        : this("DaxNative operation failed.")
    {
    }

    /// <summary>Makes an exception from a message.</summary>
    /// <param name="message">The whole text.</param>
    public DaxException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception from a message and its cause.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="innerException">The cause.</param>
    public DaxException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal DaxException(DaxFailure failure)
        : base(Compose(failure), failure.Cause)
    {
        Error = failure.Error;
        Operation = failure.Operation;
        Path = failure.Path;
        Offset = failure.Offset;
        Length = failure.Length;
        Errno = failure.Errno;
        ErrnoName = failure.ErrnoName;
        Remedy = failure.Remedy;
        IsPredicted = failure.IsPredicted;
        if (failure.Errno != 0)
        {
            HResult = failure.Errno;
        }
    }

    private DaxException(string message, DaxException inner)
        : base(message, inner)
    {
        Error = inner.Error;
        Operation = inner.Operation;
        Path = inner.Path;
        Offset = inner.Offset;
        Length = inner.Length;
        Errno = inner.Errno;
        ErrnoName = inner.ErrnoName;
        Remedy = inner.Remedy;
        IsPredicted = inner.IsPredicted;
        HResult = inner.HResult;
    }

    /// <summary>Gets the kind of refusal or failure.</summary>
    public DaxError Error { get; }

    /// <summary>Gets the operation that was refused, in the kernel's spelling where it is a system call (<c>mmap</c>).</summary>
    public string Operation { get; } = "";

    /// <summary>Gets the path of the file, device or kernel attribute; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>Gets the offset in bytes that the operation was about; null where it was about none.</summary>
    public long? Offset { get; }

    /// <summary>Gets the length in bytes that the operation was about; null where it was about none.</summary>
    public long? Length { get; }

    /// <summary>
    /// Gets the errno: the kernel's, or, for a predicted refusal, the one that the driver would have given.
    /// Zero where no system call stands behind the refusal.
    /// </summary>
    public int Errno { get; }

    /// <summary>Gets the errno's name, such as <c>EOPNOTSUPP</c>; empty where <see cref="Errno"/> is zero.</summary>
    public string ErrnoName { get; } = "";

    /// <summary>Gets what the caller can do about it, in a sentence or two.</summary>
    public string Remedy { get; } = "";

    /// <summary>
    /// Gets whether DaxNative refused before it asked the kernel (true), or the kernel itself refused (false).
    /// </summary>
    public bool IsPredicted { get; }

    /// <summary>The same failure, told in other words; this one is its cause.</summary>
    internal DaxException With(string message) => new(message, this);

    private static string Compose(DaxFailure failure)
    {
        var text = new StringBuilder(failure.Operation).Append('(').Append(failure.Path);
        string separator = failure.Path is null ? "" : ", ";
        if (failure.Offset is { } offset)
        {
            text.Append(CultureInfo.InvariantCulture, $"{separator}offset={offset}");
            separator = ", ";
        }

        if (failure.Length is { } length)
        {
            text.Append(CultureInfo.InvariantCulture, $"{separator}length={length}");
        }

        text.Append(failure.IsPredicted ? ") refused" : ") failed");
        if (failure.Errno != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $": {failure.ErrnoName} ({failure.Errno})");
            text.Append(failure.IsPredicted ? " is what the kernel would answer" : "");
        }

        text.Append(". ").Append(failure.Problem);
        return failure.Remedy.Length == 0 ? text.ToString() : text.Append(' ').Append(failure.Remedy).ToString();
    }
}
