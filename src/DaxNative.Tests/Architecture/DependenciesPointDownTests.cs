using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Folders are rooms on floors: a room knows what lies below it, never what lies above or beside. Which floors there are says
/// docs/architecture.md.
/// </summary>
public partial class DependenciesPointDownTests
{
    private const string Map = "docs/architecture.md";

    private static readonly Dictionary<string, string[]> s_standsOn = ReadMap();
    private static readonly Dictionary<string, HashSet<string>> s_mayUse = s_standsOn.Keys.ToDictionary(room => room, Below);

    [Fact]
    public void TheMap_NamesEveryRoomOnceAndFromTheGroundUp()
    {
        string[] rooms = [.. s_standsOn.Keys];
        Offenders.None(s_standsOn.SelectMany(room => room.Value.Where(below => Array.IndexOf(rooms, below) >= Array.IndexOf(rooms, room.Key)).Select(below => $"{room.Key} stands on {below}")));
    }

    [Fact]
    public void TheMap_NamesFilesThatAreThere() => Offenders.None(
        FileName().Matches(Repository.Read(Map)).Select(match => match.Value)
            .Where(name => !File.Exists(Path.Combine(Repository.Root, "src/DaxNative", name))));

    [Fact]
    public void TheMap_NamesTheFoldersThatThereAre()
    {
        Offenders.None(Repository.Rooms().Select(room => room.Key).Except(s_standsOn.Keys));
        Offenders.None(s_standsOn.Keys.Except(Repository.Rooms().Select(room => room.Key)));
    }

    [Fact]
    public void ATypeIsDeclaredInOneFolder() =>
        Offenders.None(Declarations().Where(type => type.Distinct().Count() > 1).Select(type => $"{type.Key}: {string.Join(", ", type.Distinct())}"));

    [Fact]
    public void AFolderNamesOnlyTypesOfFoldersBelowIt()
    {
        ILookup<string, CSharpSource> rooms = Repository.Rooms();
        var folderOf = Declarations().ToDictionary(type => type.Key, type => type.First());
        var upward =
            from room in rooms
            from source in room
            from name in source.Names
            where folderOf.TryGetValue(name, out string? folder) && folder != room.Key && !s_mayUse[room.Key].Contains(folder)
            select $"{source.File} names {name} of {folderOf[name]}";
        Offenders.None(upward);
    }

    private static HashSet<string> Below(string room) =>
        [.. s_standsOn[room].SelectMany(below => Below(below).Append(below))];

    // | `Room` | what it is about | `Room`, `Room` |
    private static Dictionary<string, string[]> ReadMap() => Row().Matches(Repository.Read(Map)).ToDictionary(
        match => match.Groups["room"].Value,
        match => Name().Matches(match.Groups["below"].Value).Select(name => name.Groups["name"].Value).ToArray());

    private static ILookup<string, string> Declarations() => Repository.Rooms()
        .SelectMany(room => room.SelectMany(source => source.DeclaredTypes, (_, type) => (Type: type, Folder: room.Key)))
        .ToLookup(declared => declared.Type, declared => declared.Folder);

    [GeneratedRegex(@"^\| `(?<room>\w+)` \|[^|]*\|(?<below>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>\\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<!Tests/)\b[A-Z]\w+/[\w.]+\.cs\b")]
    private static partial Regex FileName();
}
