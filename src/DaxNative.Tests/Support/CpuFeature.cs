using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Instructions that a test wants and not every CPU has. No command provides them, and QEMU does not emulate all: such a skip is
/// the one that tools/test.sh only counts, by the first words of its reason.
/// </summary>
internal static class CpuFeature
{
    /// <summary>
    /// Skips the test where the runtime does not use the feature. Fails where the kernel says that the CPU has it, unless the runtime
    /// was told to leave something alone: a runtime that stopped to use it would otherwise go unnoticed.
    /// </summary>
    /// <param name="isUsed">Whether the runtime says that it uses it.</param>
    /// <param name="feature">The name for the reader.</param>
    /// <param name="flag">Its name in the flags of /proc/cpuinfo, a regular expression; null where they do not say it.</param>
    internal static void Require(bool isUsed, string feature, string? flag = null)
    {
        if (isUsed)
        {
            return;
        }

        bool isLeftAlone = Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("DOTNET_Enable", StringComparison.Ordinal));
        Assert.False(
            flag is not null && !isLeftAlone && Regex.IsMatch(File.ReadAllText("/proc/cpuinfo"), $@"\b{flag}\b"),
            $"The CPU has {feature} ({flag} in /proc/cpuinfo), and the runtime does not use it.");
        Skip.If(true, $"This CPU has no {feature}; no command provides it.");
    }
}
