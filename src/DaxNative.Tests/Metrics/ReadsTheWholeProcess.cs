using Xunit;

namespace DaxNative.Tests;

/// <summary>Tests beside which no other runs, because they read what the meter says of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ReadsTheWholeProcess
{
    public const string Name = "reads the whole process";
}
