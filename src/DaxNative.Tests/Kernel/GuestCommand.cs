using Xunit;

namespace DaxNative.Tests;

/// <summary>Commands that set something up, in the guest only. One that fails fails the test with what it said.</summary>
internal static class GuestCommand
{
    internal static string Run(string script)
    {
        TestDevices.RequireGuest();
        ProcessResult result = ProbeProcess.RunProgram("bash", "-euc", "export PATH=$PATH:/usr/sbin:/sbin; " + script);
        Assert.True(result.ExitCode == 0, $"{script}\n{result}");
        return result.Output.Trim();
    }
}
