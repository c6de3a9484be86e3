using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The tests that change devices, mounts or the environment: one at a time and beside no other, each putting back what it
/// changed.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class ReconfiguresDevices
{
    public const string Name = "Reconfigures devices";
}
