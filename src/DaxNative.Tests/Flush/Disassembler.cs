using System.Text.RegularExpressions;

namespace DaxNative.Tests;

/// <summary>What a disassembler of GNU binutils makes of machine code: an instruction a line.</summary>
internal static partial class Disassembler
{
    internal static string[] X64(byte[] code) => Read(code, "objdump", "-m", "i386:x86-64", "-M", "intel");

    internal static string[] Arm64(byte[] code) => Read(code, "aarch64-linux-gnu-objdump", "-m", "aarch64");

    private static string[] Read(byte[] code, string program, params string[] machine)
    {
        using var temp = TempPath.InMemory();
        File.WriteAllBytes(temp.Path, code);
        ProcessResult result = ProbeProcess.RunTool([program, "-D", "-b", "binary", .. machine, temp.Path]);

        // Address, bytes, then the instruction with its operands, all apart by tabs; a remark may follow.
        return [.. result.Output.Split('\n')
            .Select(line => line.Split('\t'))
            .Where(columns => columns.Length >= 3)
            .Select(columns => Spaces().Replace(string.Join(' ', columns[2..]).Split("//")[0].Trim(), " "))];
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
