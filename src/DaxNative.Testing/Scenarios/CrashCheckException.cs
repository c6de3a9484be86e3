namespace DaxNative.Testing;

/// <summary>What a recovered structure holds is not what it must.</summary>
public sealed class CrashCheckException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CrashCheckException()
    {
    }

    /// <summary>Creates the exception with what is wrong.</summary>
    /// <param name="message">What is wrong.</param>
    public CrashCheckException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what is wrong and why.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What brought it to light.</param>
    public CrashCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
