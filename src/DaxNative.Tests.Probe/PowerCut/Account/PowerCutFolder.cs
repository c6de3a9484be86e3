using System.Globalization;

namespace DaxNative.Tests;

/// <summary>The folder on the host that one boot of the virtual machine writes to: what it acknowledged, and what it found.</summary>
/// <param name="Path">Without a slash at its end; the folders of the other boots lie beside it.</param>
internal sealed record PowerCutFolder(string Path)
{
    private const string Prefix = "boot-";

    // One that is killed in each boot, and one that recovers after it.
    private const int Processes = 2;

    /// <summary>The log that no power cut may spare: it is mapped without MAP_SYNC.</summary>
    internal const string Control = "control";

    private static readonly string[] s_names = ["ext4", "xfs", "devdax", Control];

    /// <summary>Gets which boot it is.</summary>
    internal int Boot => int.Parse(System.IO.Path.GetFileName(Path)[Prefix.Length..], CultureInfo.InvariantCulture);

    /// <summary>The round that the records of a boot's process carry.</summary>
    internal static int Round(int boot, int process) => (boot * Processes) + process;

    internal static int BootOf(int round) => round / Processes;

    /// <summary>The last boot before this one that wrote a control; 0 where none did. Not every boot gets so far.</summary>
    internal int LastControl() => Directory.EnumerateDirectories(System.IO.Path.GetDirectoryName(Path)!, Prefix + "*")
        .Select(path => new PowerCutFolder(path))
        .Where(folder => folder.Boot < Boot && folder.HasControl)
        .Select(folder => folder.Boot)
        .DefaultIfEmpty()
        .Max();

    internal bool HasControl => File.Exists(Events(Control));

    /// <summary>Of each log another, so that a record that strayed into another log is not taken for one of its own.</summary>
    internal static ulong Seed(ulong seed, string name)
    {
        int index = Array.IndexOf(s_names, name);
        return index >= 0 ? (seed * 16) + (ulong)index : throw new ArgumentException($"{name} is none of {string.Join(", ", s_names)}.", nameof(name));
    }

    /// <summary>What a log's writers said, one <see cref="TortureEvent"/> behind another.</summary>
    internal string Events(string name) => System.IO.Path.Combine(Path, name + ".events");

    /// <summary>A <see cref="PowerCutListing"/>.</summary>
    internal string Found(string name) => System.IO.Path.Combine(Path, name + ".found");

    /// <summary>How far the boot got: a line for each step.</summary>
    internal string Phases => System.IO.Path.Combine(Path, "phases");

    /// <summary>The host makes it when it has judged what was found, so that nothing is written over the traces of a loss.</summary>
    internal string Permission => System.IO.Path.Combine(Path, "go");

    /// <summary>Reads what was said; an event that the power cut tore was not said.</summary>
    internal IEnumerable<TortureEvent> ReadEvents(string name)
    {
        byte[] bytes = File.Exists(Events(name)) ? File.ReadAllBytes(Events(name)) : [];
        for (int at = 0; at + TortureEvent.Size <= bytes.Length; at += TortureEvent.Size)
        {
            yield return TortureEvent.Read(bytes.AsSpan(at));
        }
    }

    /// <summary>A pipe to the host: on the machine's writable folder, which no cache of the guest stands before, a write is done when it returns.</summary>
    internal TorturePipe Pipe(string name) => new(new FileStream(Events(name), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
}
