using DaxNative;

namespace DaxInspect;

/// <summary>What the program answers to a script.</summary>
internal static class ExitCode
{
    internal const int DurableByCpu = 0;
    internal const int NotDurableByCpu = 1;
    internal const int CouldNotTell = 2;
    internal const int NotLinux = 3;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    internal const int WrongUsage = 64;

    internal static int Of(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.DurableByCpu => DurableByCpu,
        DoctorVerdict.NotDurableByCpu => NotDurableByCpu,
        _ => CouldNotTell,
    };
}
