using System.Globalization;

namespace DaxNative.Testing;

/// <summary>The call that makes an image again, with every option that decides which image it is.</summary>
internal static class RepeatCall
{
    internal static string Of(string image, ExplorerOptions options)
    {
        string call = string.Create(
            CultureInfo.InvariantCulture,
            $"CrashExplorer.Repeat(scenario, ImagePath.Parse(\"{image}\"), new ExplorerOptions {{ Seed = {options.Seed}, {(options.Schedule == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Schedule = {options.Schedule}, "))}MaxImages = {options.MaxImages}, RecoveryDepth = {options.RecoveryDepth} }})");
        return options.Fault is { } fault
            ? $"only LeaveOutEach, which leaves out {(fault.IsInRecovery ? "the recovery's " : "")}{fault.Kind} {fault.Number}; without that it would be {call}"
            : call;
    }
}
