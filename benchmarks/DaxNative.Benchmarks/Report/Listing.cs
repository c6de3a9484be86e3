namespace DaxNative.Benchmarks;

/// <summary>A method's machine code, without the JIT's remarks and the lines that hold nothing.</summary>
internal static class Listing
{
    internal static string ToMarkdown(IEnumerable<string> lines) => string.Join('\n', ["```asm", .. lines.Select(WithoutRemark).Where(line => line.Length > 0), "```"]);

    private static string WithoutRemark(string line) => line.Split(';')[0].TrimEnd();
}
