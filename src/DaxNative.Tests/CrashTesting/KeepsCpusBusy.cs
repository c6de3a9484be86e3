using Xunit;

namespace DaxNative.Tests;

/// <summary>Tests beside which no other runs, because they take the CPUs from whoever wants one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KeepsCpusBusy
{
    public const string Name = "keeps CPUs busy";
}
