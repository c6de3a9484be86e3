namespace DaxNative.Tests;

/// <summary>Lines of /proc/self/maps, read without the library's own parser.</summary>
internal static class MapsLine
{
    /// <summary>The mapping that holds an address: range, permissions and what is mapped.</summary>
    internal static string Holding(nint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line.Split(' ', 2)[0].Split('-');
            if (Convert.ToUInt64(range[0], 16) <= (ulong)address && (ulong)address < Convert.ToUInt64(range[1], 16))
            {
                return line;
            }
        }

        return "not mapped";
    }
}
