namespace DaxNative.Testing;

/// <summary>Says in words what a minimised image of the disk lost, what it kept, and what would have prevented it.</summary>
internal sealed class FileFailureWords(RecordedFileRun run, CrashState crash, IReadOnlyList<FileEvent> trace, DiskModel model, ImagePath path)
{
    private bool IsInRun => path.Steps.Count == 1;

    internal FileCrashFailure Explain(Exception cause, ulong seed, FileChoice choice, FileChoice needed)
    {
        var lost = new List<FileLoss>();
        var kept = new List<FileLoss>();
        for (int i = 0; i < choice.Names.Length; i++)
        {
            int change = model.Names.Changes[i].Event;
            FileLoss.Add(choice.Names[i] ? needed.Names[i] ? kept : [] : lost, new FileLoss(change, FilePart.Name, -1, -1, IsDirty: true));
        }

        for (int i = 0; i < choice.Versions.Length; i++)
        {
            PendingUnit unit = model.Units[i];
            FilePart part = unit.IsLength ? FilePart.Length : FilePart.Content;
            if (choice.Versions[i] < unit.Versions.Count - 1)
            {
                FileLoss.Add(lost, new FileLoss(unit.Versions[choice.Versions[i] + 1].Event, part, unit.Sector, unit.Sector, unit.IsDirty));
            }
            else if (needed.Versions[i] > 0)
            {
                FileLoss.Add(kept, new FileLoss(unit.Versions[needed.Versions[i]].Event, part, unit.Sector, unit.Sector, unit.IsDirty));
            }
        }

        lost.Sort((left, right) => left.Event.CompareTo(right.Event));
        kept.Sort((left, right) => left.Event.CompareTo(right.Event));
        return new FileCrashFailure(path, seed, cause, Where(), [.. lost.Select(Evidence)], [.. kept.Select(Evidence)], Missing(lost, kept));
    }

    private string Where()
    {
        int point = path.Steps[^1].Point;
        string moment = point == trace.Count ? "at the end" : $"before {Describe(trace[point])}";
        string under = string.Join(", ", crash.Operations.Where(operation => crash.IsStarted(operation.Index) && !crash.IsCompleted(operation.Index)));
        string operations = $"{crash.CompletedCount} operations completed, {(under.Length == 0 ? "none" : under)} under way";
        return IsInRun ? $"{moment} of the run: {operations}" : $"{moment} of recovery {path.Steps.Count - 1}, after a crash with {operations}";
    }

    private string Describe(FileEvent entry) => entry.Kind switch
    {
        FileEventKind.OperationStarted => $"{run.Operations[entry.Operation]} began",
        FileEventKind.OperationCompleted => $"{run.Operations[entry.Operation]} was completed",
        _ => entry.Title,
    };

    private FileEvidence Evidence(FileLoss loss)
    {
        FileEvent entry = trace[loss.Event];
        (long from, long to) = (0, 0);
        if (loss.Part == FilePart.Content)
        {
            // A page is written whole: sectors beside the write are named where only they matter.
            (from, to) = ((long)loss.FirstSector * model.SectorSize, ((long)loss.LastSector + 1) * model.SectorSize);
            if (entry.Kind == FileEventKind.Write && Math.Max(from, entry.Offset) < Math.Min(to, entry.Offset + entry.Length))
            {
                (from, to) = (Math.Max(from, entry.Offset), Math.Min(to, entry.Offset + entry.Length));
            }
        }

        string operation = !IsInRun ? "the recovery" : entry.Operation < 0 ? "no operation" : run.Operations[entry.Operation].ToString();
        return new FileEvidence(entry.Title, operation, entry.Path, loss.Part, from, (int)(to - from), State(loss, entry), entry.Source?.ToString());
    }

    private static string State(FileLoss loss, FileEvent entry) =>
        !loss.IsDirty ? "its flush failed, and nothing wrote it again"
        : loss.Part == FilePart.Name ? $"{DirectoriesOf(entry)} not flushed"
        : "the file was not flushed";

    private static string DirectoriesOf(FileEvent entry) => entry.Kind == FileEventKind.Rename && entry.Directory != entry.ToDirectory
        ? $"{DirectoryOf(entry.Path)} or {DirectoryOf(entry.To!)} was"
        : $"{DirectoryOf(entry.Path)} was";

    private static string DirectoryOf(string name) => FileNames.ShowDirectory(FileNames.Join(FileNames.Split(name).SkipLast(1)));

    private string Missing(List<FileLoss> lost, List<FileLoss> kept)
    {
        if (lost.Count == 0)
        {
            return "nothing: all that was done so far is in the image. Either the recovery or the check is wrong, or something was done too early.";
        }

        FileLoss first = lost[0];
        FileEvent entry = trace[first.Event];
        string needed = first.Part == FilePart.Name ? $"a flush of {DirectoryOf(entry.To ?? entry.Path)} (fsync of the directory)" : $"a flush of {entry.Path} (fsync)";
        if (!first.IsDirty)
        {
            return $"a second write of what {entry.Title} wrote: its flush failed, so its pages are clean and no later flush writes them. Until it is written again elsewhere and flushed, nobody may be told that it is durable.";
        }

        if (IsInRun && entry.Operation >= 0 && crash.IsCompleted(entry.Operation))
        {
            return $"{needed} after {entry.Title} and before {run.Operations[entry.Operation]} is completed.";
        }

        // The last one: a rename is kept together with the creation that it needs.
        if (kept.Count != 0 && kept[^1].Event > first.Event)
        {
            return $"{needed} between {entry.Title} and {trace[kept[^1].Event].Title}: the disk may take the later one first.";
        }

        return first.Part == FilePart.Name
            ? $"no flush that this explorer can name: {entry.Title} was under way, and the recovery must cope without it."
            : $"no flush: {entry.Title} was under way, and can be torn: a power cut keeps sectors of {model.SectorSize} bytes whole and no more, in any order, with the new length or the old. A checksum would tell.";
    }
}
