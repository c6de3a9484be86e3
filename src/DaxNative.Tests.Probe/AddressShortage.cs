using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>address-shortage PATH dropped|kept|many</c>: with addresses for three mappings, opens and disposes twenty; or as many as
/// can be while it keeps the disposed ones; or disposes of more ranges than are kept.
/// </summary>
internal static partial class AddressShortage
{
    private const long Room = 7L << 30;

    internal static int Run(string[] args)
    {
        switch (args[1])
        {
            case "dropped":
                OpenAndDispose(args[0]);
                LimitAddresses();
                int opened = 0;
                for (; opened < 20; opened++)
                {
                    OpenAndDispose(args[0]);
                }

                Console.WriteLine($"opened {opened}");
                return 0;
            case "kept":
                Console.WriteLine(OpenUntilRefused(args[0]));
                OpenAndDispose(args[0]);
                Console.WriteLine("opened when they were dropped");
                return 0;
            default:
                HoldAndDrop(ReservedAddressSpace.MaxRanges + 10);
                GC.Collect();
                HoldAndDrop(1);
                Console.WriteLine(ReservedAddressSpace.Ranges);
                return 0;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string OpenUntilRefused(string path)
    {
        var kept = new List<PersistentMapping>();
        LimitAddresses();
        try
        {
            while (true)
            {
                PersistentMapping map = Open(path);
                kept.Add(map);
                map.Dispose();
            }
        }
        catch (DaxException refusal)
        {
            string[] inaccessible = [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains("---p", StringComparison.Ordinal))];
            int stale = kept.Count(map => inaccessible.Any(line => Holds(line, map.Address)));
            return $"{refusal.Message}\n{stale} inaccessible";
        }
    }

    private static bool Holds(string line, nint address)
    {
        string[] range = line.Split(' ', 2)[0].Split('-');
        return Parse(range[0]) <= (ulong)address && (ulong)address < Parse(range[1]);
    }

    private static ulong Parse(string hexadecimal) => ulong.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OpenAndDispose(string path) => Open(path).Dispose();

    private static PersistentMapping Open(string path) => PersistentMapping.Open(
        path,
        new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1L << 30, Allocation = FileAllocation.Sparse, AllowVolatile = true });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldAndDrop(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var range = AddressReservation.Create("none", 0, Environment.SystemPageSize, Environment.SystemPageSize);
            _ = range.Entomb();
            _ = ReservedAddressSpace.Hold(range);
        }
    }

    // What the process has now, and so much more.
    private static unsafe void LimitAddresses()
    {
        long pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        ulong* limit = stackalloc ulong[2];
        limit[0] = limit[1] = (ulong)(pages * Environment.SystemPageSize + Room);
        if (SetLimit(9, limit) != 0)
        {
            throw new InvalidOperationException($"setrlimit: {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static unsafe partial int SetLimit(int resource, ulong* limit);
}
