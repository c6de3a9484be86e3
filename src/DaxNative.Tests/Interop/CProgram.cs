using System.Globalization;

namespace DaxNative.Tests;

/// <summary>
/// Asks the C compiler what the system's headers say: one program of <c>NAME VALUE</c> lines, compiled and run.
/// </summary>
internal static class CProgram
{
    // linux/fs.h after sys/mount.h and linux/stat.h by way of sys/stat.h: the orders that glibc and the kernel agree on.
    private const string Includes = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/auxv.h>
        #include <sys/file.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/stat.h>
        #include <sys/uio.h>
        #include <sys/vfs.h>
        #include <linux/falloc.h>
        #include <linux/fiemap.h>
        #include <linux/dm-ioctl.h>
        #include <linux/fs.h>
        #include <linux/magic.h>
        """;

    /// <summary>What each macro is worth; a name that the headers do not define is missing from the answer.</summary>
    internal static Dictionary<string, long> ValuesOf(CCompiler compiler, IEnumerable<string> macros) =>
        Run(compiler, macros.Select(name => $"#ifdef {name}\n    {Print(name, name)}\n#endif"));

    /// <summary>What each expression, such as a sizeof or an offsetof, is worth.</summary>
    internal static Dictionary<string, long> ValuesOf(CCompiler compiler, IEnumerable<(string Name, string Expression)> expressions) =>
        Run(compiler, expressions.Select(item => "    " + Print(item.Name, item.Expression)));

    private static string Print(string name, string expression) => $"""printf("{name} %lld\n", (long long)({expression}));""";

    private static Dictionary<string, long> Run(CCompiler compiler, IEnumerable<string> statements)
    {
        using TempPath folder = TempPath.OnDisk();
        string source = folder.Path + ".c";
        File.WriteAllText(source, $"{Includes}\nint main(void)\n{{\n{string.Join('\n', statements)}\n    return 0;\n}}\n");
        compiler.Compile(source, folder.Path);
        return compiler.Run(folder.Path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
