namespace DaxNative.Tests.Probe;

/// <summary>
/// One thing that a program asks of the library. It is done again and again, on memory that nobody watches until the
/// runtime has compiled it anew, and between two markers on memory that is traced.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Claim">What the library says when it returns.</param>
/// <param name="Run">Does it, with a number that no other run has.</param>
internal sealed record TraceCase(string Name, TraceClaim Claim, Func<TraceTarget, int, IReadOnlyList<TracedBytes>> Run)
{
    /// <summary>How many SFENCE it takes.</summary>
    internal int Fences { get; init; } = Claim == TraceClaim.Durable ? 1 : 0;

    /// <summary>Whether the library makes the stores.</summary>
    internal bool HasWholeUnits { get; init; } = true;

    /// <summary>Bytes that no other number has.</summary>
    internal static byte[] Bytes(int number, int length)
    {
        byte[] bytes = new byte[length];
        new Random(number).NextBytes(bytes);
        return bytes;
    }
}
