namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>power-cut-store DIRECTORY FILE:MAPPING…</c>: for each of the file systems ext4 and xfs below the directory, stores 64
/// bytes into the fourth page of every file, in the order given, and says what is seen there.
/// <c>power-cut-look</c> says what is there later, through read.
/// </summary>
internal static class PowerCutFiles
{
    private const int At = 3 * 4096;
    private const byte Mark = 0xA5;
    private static readonly string[] s_fileSystems = ["ext4", "xfs"];

    internal static int Store(string[] arguments)
    {
        foreach ((string path, string[] names) in Files(arguments))
        {
            using PersistentMapping map = Open(path, names[2]);
            map.AsSpan(At, 64).Fill(Mark);
            if (names[2] == "plain")
            {
                // What a program does that trusts the CPU alone: the line is in the memory, the block map is not.
                CacheLines.Flush(FlushCode.For(CpuFlush.Best), (nuint)map.Address + At, 64);
                StoreFence.Execute();
            }
            else
            {
                map.Persist(At, 64);
            }

            Say("STORED", names, map.AsReadOnlySpan(At, 64));
        }

        return 0;
    }

    internal static int Look(string[] arguments)
    {
        foreach ((string path, string[] names) in Files(arguments))
        {
            Say("FOUND", names, File.ReadAllBytes(path).AsSpan(At, 64));
        }

        return 0;
    }

    private static PersistentMapping Open(string path, string mapping) => mapping == "sync"
        ? PersistentMapping.Open(path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine, Verify = true })
        : PersistentMapping.Open(path, new MappingOptions { ForceGranularity = StoreGranularity.Page });

    // File by file, then by file system, so that the controls of both come last.
    private static IEnumerable<(string Path, string[] Names)> Files(string[] arguments) =>
        from file in arguments[1..]
        from fileSystem in s_fileSystems
        select (Path.Combine(arguments[0], fileSystem, file), (string[])[fileSystem, .. file.Split(':')]);

    private static void Say(string what, string[] names, ReadOnlySpan<byte> bytes)
    {
        bool isPresent = bytes.IndexOfAnyExcept(Mark) < 0;
        Console.WriteLine($"{what} {string.Join(' ', names)} {(isPresent ? "present" : "lost")}");
    }
}
