using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary><c>prepare PATH LENGTH ALIGNMENT</c>: prepares a static file and prints the report, or the error and what a caller is told of it.</summary>
internal static class Prepare
{
    internal static int Run(string[] args)
    {
        try
        {
            Console.WriteLine(StaticFile.Prepare(args[0], long.Parse(args[1], CultureInfo.InvariantCulture), long.Parse(args[2], CultureInfo.InvariantCulture)));
            return 0;
        }
        catch (DaxException refusal)
        {
            Console.WriteLine($"{refusal.Error} {refusal.Operation} {refusal.ErrnoName} {refusal.IsPredicted} {refusal.Path}");
            Console.WriteLine(refusal.Message);
            return 1;
        }
    }
}
