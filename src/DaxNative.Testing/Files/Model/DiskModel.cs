namespace DaxNative.Testing;

/// <summary>
/// What is on the disk, and what may be besides, at a moment of a trace. Sectors and lengths of files are units of their
/// own: each holds any version that it had since the last flush of its file. Names are <see cref="PendingNames"/>.
/// </summary>
internal sealed class DiskModel
{
    private readonly FileSystemRules _rules;
    private readonly int _sectorSize;
    private readonly LeftOut? _leftOut;
    private readonly Dictionary<int, DurableFile> _files;
    private readonly List<PendingUnit> _units = [];

    internal DiskModel(FileImage durable, FileSystemRules rules, int sectorSize, LeftOut? leftOut)
    {
        (_rules, _sectorSize, _leftOut) = (rules, sectorSize, leftOut);
        _files = durable.Files.ToDictionary(file => file.Key, file => new DurableFile(file.Value));
        Names = new PendingNames(durable, rules);
    }

    /// <summary>Units that may hold more than one thing, in the order in which they came to be so.</summary>
    internal IReadOnlyList<PendingUnit> Units => _units;

    internal PendingNames Names { get; }

    internal int SectorSize => _sectorSize;

    /// <summary>Takes an event.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="number">Its place in the trace.</param>
    /// <returns>Whether anything became durable.</returns>
    internal bool Apply(FileEvent entry, int number)
    {
        switch (entry.Kind)
        {
            case FileEventKind.FlushFile or FileEventKind.FlushDirectory when _leftOut?.Is(entry) == true:
                return false;
            case FileEventKind.Create or FileEventKind.CreateDirectory or FileEventKind.Rename or FileEventKind.Delete:
                Names.Add(entry, number);
                return false;
            case FileEventKind.Write or FileEventKind.SetLength:
                Change(entry, number);
                return false;
            case FileEventKind.FlushFile:
                return entry.IsFailed ? Lose(entry.Inode) : MakeDurable(entry.Inode) | (_rules == FileSystemRules.Journaled && Names.FlushAll());
            case FileEventKind.FlushDirectory:
                return !entry.IsFailed && Names.Flush(entry.Directory);
            default:
                return false;
        }
    }

    /// <summary>The image that a choice makes.</summary>
    internal FileImage Image(FileChoice choice)
    {
        return FileImage.Of(Names.With(choice.Names), Content);

        byte[] Content(int inode)
        {
            DurableFile durable = DurableOf(inode);
            int length = durable.Length;
            for (int i = 0; i < _units.Count; i++)
            {
                length = _units[i].Inode == inode && _units[i].IsLength ? _units[i].Versions[choice.Versions[i]].Length : length;
            }

            byte[] content = new byte[length];
            durable.Content.AsSpan(0, Math.Min(length, durable.Content.Length)).CopyTo(content);
            for (int i = 0; i < _units.Count; i++)
            {
                int from = _units[i].Sector * _sectorSize;
                if (_units[i].Inode == inode && !_units[i].IsLength && from < length)
                {
                    _units[i].Versions[choice.Versions[i]].Content.AsSpan(0, Math.Min(_sectorSize, length - from)).CopyTo(content.AsSpan(from));
                }
            }

            return content;
        }
    }

    private void Change(FileEvent entry, int number)
    {
        int inPage = Lines.PageSize / _sectorSize;
        for (int sector = 0; sector < entry.Pages.Length / _sectorSize; sector++)
        {
            ChangeSector(entry.Inode, (entry.FirstPage * inPage) + sector, entry.Pages.AsSpan(sector * _sectorSize, _sectorSize), number);
        }

        PendingUnit? known = Find(entry.Inode, PendingUnit.Length);
        bool isLastPage = entry.FirstPage + (entry.Pages.Length / Lines.PageSize) >= (entry.LengthAfter + Lines.PageSize - 1) / Lines.PageSize;
        if (entry.LengthAfter != entry.LengthBefore || (known is { IsDirty: false } && isLastPage))
        {
            ChangeLength(known ?? Add(entry.Inode, PendingUnit.Length), entry, number);
        }
    }

    // The page is written whole: what a failed flush lost of it is written too, and may be old until then.
    private void ChangeSector(int inode, int sector, ReadOnlySpan<byte> content, int number)
    {
        PendingUnit? known = Find(inode, sector);
        if (known is null ? !DurableOf(inode).Holds(sector * _sectorSize, content) : !known.IsDirty || !content.SequenceEqual(known.Last.Content))
        {
            known ??= Add(inode, sector);
            known.IsDirty = true;
            known.Versions.Add(new UnitVersion(number, content.ToArray(), 0));
        }
    }

    // A file that grows by several pages may be found as long as the pages that were written.
    private static void ChangeLength(PendingUnit unit, FileEvent entry, int number)
    {
        for (int length = ((entry.LengthBefore / Lines.PageSize) + 1) * Lines.PageSize; length < entry.LengthAfter; length += Lines.PageSize)
        {
            unit.Versions.Add(new UnitVersion(number, null, length));
        }

        unit.IsDirty = true;
        unit.Versions.Add(new UnitVersion(number, null, entry.LengthAfter));
    }

    private bool MakeDurable(int inode)
    {
        foreach (PendingUnit unit in _units.Where(unit => unit.Inode == inode && unit.IsDirty))
        {
            DurableOf(inode).Take(unit, _sectorSize);
        }

        return _units.RemoveAll(unit => unit.Inode == inode && unit.IsDirty) != 0;
    }

    // The pages are clean, so nobody writes them again; what of them is on the disk nobody knows.
    private bool Lose(int inode)
    {
        _units.Where(unit => unit.Inode == inode).ToList().ForEach(unit => unit.IsDirty = false);
        return false;
    }

    private PendingUnit? Find(int inode, int sector) => _units.Find(unit => unit.Inode == inode && unit.Sector == sector);

    private PendingUnit Add(int inode, int sector)
    {
        var unit = new PendingUnit(inode, sector);
        DurableFile durable = DurableOf(inode);
        unit.Versions.Add(unit.IsLength ? new UnitVersion(-1, null, durable.Length) : new UnitVersion(-1, durable.Copy(sector * _sectorSize, _sectorSize), 0));
        _units.Add(unit);
        return unit;
    }

    private DurableFile DurableOf(int inode)
    {
        if (!_files.TryGetValue(inode, out DurableFile? file))
        {
            _files.Add(inode, file = new DurableFile([]));
        }

        return file;
    }
}
