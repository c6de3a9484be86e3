using Xunit;

namespace DaxNative.Tests;

/// <summary>Fails with every offender in full; xUnit's own message about a collection cuts them short.</summary>
internal static class Offenders
{
    internal static void None(IEnumerable<string> offenders)
    {
        string all = string.Join('\n', offenders);
        Assert.True(all.Length == 0, all);
    }
}
