using Xunit;

namespace DaxNative.Tests;

/// <summary>Whoever has only the packages reads the messages: they name the tool's commands, and nothing that lies in the repository.</summary>
public class MessagesForPackageUsersTests
{
    private static readonly string[] s_projects = ["src/DaxNative", "src/DaxNative.Log", "src/DaxNative.Raft", "src/DaxNative.Testing", "src/DaxNative.Garnet", "src/DaxNative.Hosting", "src/DaxNative.Tool"];

    [Fact]
    public void NoMessage_NamesAFileOfTheRepository() => Offenders.None(
        from project in s_projects
        from file in Repository.Files(project, ".cs")
        from literal in CSharpSource.Parse(file, Repository.Read(file)).Literals
        where ((string[])["tools/", "docs/", "samples/", "ndctl-setup"]).Any(word => literal.Text.Contains(word, StringComparison.Ordinal))
        where !(file == "src/DaxNative.Tool/Setup/SetupCommand.cs" && literal.Text == "ndctl-setup.sh")
        select $"{file}:{literal.Line}: \"{literal.Text}\"");
}
