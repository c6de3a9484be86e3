using System.Diagnostics;

namespace DaxNative.Tests;

/// <summary>One run of tools/ndctl-setup.sh as a user starts it.</summary>
internal sealed record SetupScript(int Status, string Output, string Error)
{
    /// <summary>The checkout that the tests were built in; null where only the assembly was copied.</summary>
    internal static string? Path { get; } = Find(AppContext.BaseDirectory);

    internal static SetupScript Run(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path ?? throw new InvalidOperationException("tools/ndctl-setup.sh is not above the test assembly"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DAXNATIVE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new SetupScript(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public override string ToString() => $"status {Status}\n{Output}\n{Error}";

    private static string? Find(string directory)
    {
        for (DirectoryInfo? room = new(directory); room is not null; room = room.Parent)
        {
            string script = System.IO.Path.Combine(room.FullName, "tools", "ndctl-setup.sh");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }
}
