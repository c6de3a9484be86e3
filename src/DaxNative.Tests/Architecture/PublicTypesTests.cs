using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A reader finds each public type's room in docs/architecture.md.</summary>
public partial class PublicTypesTests
{
    private static readonly string[] s_projects = ["DaxNative", "DaxNative.Garnet", "DaxNative.Hosting", "DaxNative.Log", "DaxNative.Raft", "DaxNative.Testing"];

    [Fact]
    public void EachPublicType_StandsInTheTableWithItsRoom()
    {
        string[] lives =
        [
            .. from project in s_projects
               from file in Repository.Files($"src/{project}", ".cs")
               from Match type in PublicType().Matches(Repository.Read(file))
               select $"{Path.GetDirectoryName(file)!["src/".Length..].Split('/', 3) switch { [var name] => name, var parts => parts[0] + "/" + parts[1] }} {type.Groups["name"].Value}",
        ];
        string[] said =
        [
            .. from Match row in Row().Matches(Repository.Read("docs/architecture.md"))
               from Match type in Name().Matches(row.Groups["types"].Value)
               select $"{row.Groups["room"].Value} {type.Groups[1].Value}",
        ];

        Assert.Equal(lives.Distinct().Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |ref |partial |unsafe )*(?:class|struct|enum|interface|record(?: struct)?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\| `(?<room>DaxNative[\w./]*)` \| (?<types>`.*`) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();
}
