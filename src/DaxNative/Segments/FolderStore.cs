using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>A store of files: one for each segment, and one that says what the folder is, who has it, and whether it was closed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FolderStore : SegmentStore
{
    private const string MarkerName = ".daxnative-segments";
    private const long MarkerLength = 4096;
    private const long DefaultChunk = 64 << 10;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly PersistentMapping _marker;
    private readonly SegmentStoreOptions _options;
    private readonly MappingOptions _mapping;
    private readonly bool _wasClosed;
    private readonly Dictionary<string, FileContent> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private bool _isFaulted;
    private bool _isDisposed;

    private FolderStore(string folder, PersistentMapping marker, SegmentStoreOptions options)
    {
        _folder = folder;
        _marker = marker;
        _options = options;
        _mapping = new MappingOptions
        {
            // Every file as the marker: the store has one guarantee.
            RequiredGranularity = marker.Granularity,
            RequiredEvidence = options.RequiredEvidence,
            AllowVolatile = options.AllowVolatile,
            AllowForced = marker.Guarantee.Evidence == DurabilityEvidence.Forced,

            // In the page cache it would only make pages dirty.
            Prefault = marker.Granularity != StoreGranularity.Page,
        };

        // A process that was killed may have made or deleted a name that is not durable yet.
        SynchronizeNames();
        _wasClosed = StorePlace.Begin(marker, DirectoryLayout.OfFolder);
        if (!_wasClosed)
        {
            _unread.UnionWith(Files().Select(file => file.Name));
        }
    }

    public override string Path => _folder;

    public override DurabilityGuarantee Guarantee => _marker.Guarantee;

    public override long ChunkSize => ChunkSizeOf(_options);

    public override long? FreeBytes => null;

    public override Exception? PreparationFailure
    {
        get
        {
            lock (_gate)
            {
                return _open.Values.Select(content => content.PreparationFailure).FirstOrDefault(failure => failure is not null);
            }
        }
    }

    internal static long ChunkSizeOf(SegmentStoreOptions options) => options.ChunkSize == 0 ? DefaultChunk : Math.Max(options.ChunkSize, Environment.SystemPageSize);

    internal static new FolderStore Open(string path, SegmentStoreOptions options)
    {
        RequireForFolder(path, options);
        if (!Directory.Exists(path))
        {
            Make(path, options);
        }

        string folder = path.Length > 1 ? path.TrimEnd('/') : path;
        string markerPath = System.IO.Path.Combine(folder, MarkerName);
        bool isThere = File.Exists(markerPath);
        if (!isThere && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw SegmentFailures.NotVacant(path);
        }

        if (!isThere && !options.MayCreate)
        {
            throw SegmentFailures.NotAStore(path, "There is no segment store.");
        }

        PersistentMapping marker = PersistentMapping.Open(markerPath, options.Mapping(isThere ? FileMode.Open : FileMode.CreateNew, isThere ? 0 : MarkerLength));
        try
        {
            CreateIfAsked(marker, options, path);
            return StorePlace.ReadIdentity(marker).IsFolder ? new FolderStore(folder, marker, options) : throw SegmentFailures.OtherKind(path);
        }
        catch
        {
            marker.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> List(string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        lock (_gate)
        {
            RequireOpen();
            return [.. Files().Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(file => file.Created).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => file.Name)];
        }
    }

    public override bool Contains(string name)
    {
        SegmentName.Require(name);
        lock (_gate)
        {
            RequireOpen();
            return _open.ContainsKey(name) || File.Exists(PathOf(name));
        }
    }

    public override Segment Open(string name, FileMode mode = FileMode.OpenOrCreate)
    {
        SegmentName.Require(name);
        RequireMode(mode);
        lock (_gate)
        {
            RequireOpen();
            string path = PathOf(name);
            if (!_open.TryGetValue(name, out FileContent? content))
            {
                bool isThere = File.Exists(path);
                if (isThere ? mode == FileMode.CreateNew : mode == FileMode.Open)
                {
                    throw isThere ? SegmentFailures.SegmentExists(Path, name) : SegmentFailures.NoSegment(Path, name);
                }

                if (!isThere)
                {
                    MakeEmpty(path);
                }

                content = new FileContent(path, name, _options, _mapping, wasClosed: !_unread.Contains(name));
                _unread.Remove(name);
                _open.Add(name, content);
            }
            else if (mode == FileMode.CreateNew)
            {
                throw SegmentFailures.SegmentExists(Path, name);
            }

            content.Users++;
            return new Segment(this, content);
        }
    }

    public override bool Delete(string name)
    {
        SegmentName.Require(name);
        lock (_gate)
        {
            RequireOpen();
            if (_open.Remove(name, out FileContent? content))
            {
                content.Delete();
            }

            using DirectoryEntry entry = DirectoryEntry.Of(PathOf(name));
            int errno = entry.Unlink(entry.Name);
            if (errno == Errno.ENOENT)
            {
                return false;
            }

            KernelErrors.Require("unlinkat", errno, entry.Path);
            entry.Synchronize();
            _unread.Remove(name);
            return true;
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        try
        {
            foreach (FileContent content in _open.Values)
            {
                content.Close();
                _isFaulted |= content.IsFaulted;
            }

            // What was not opened is as the process before left it.
            if (_unread.Count == 0 && !_isFaulted)
            {
                StorePlace.End(_marker);
            }
        }
        finally
        {
            _marker.Dispose();
        }
    }

    internal override void Close(SegmentContent content)
    {
        lock (_gate)
        {
            // One that was deleted is closed already, and another may have its name.
            if (--content.Users == 0 && !_isDisposed && _open.TryGetValue(content.Name, out FileContent? open) && open == content)
            {
                content.Close();
                _isFaulted |= content.IsFaulted;
                _open.Remove(content.Name);
            }
        }
    }

    private static void RequireForFolder(string path, SegmentStoreOptions options)
    {
        if (options.Length != 0)
        {
            throw new ArgumentException($"{path} is a folder, and Length is {options.Length}. Leave Length out: a folder has no length.", nameof(options));
        }

        if (options.Mode == FileMode.Create)
        {
            throw new ArgumentException($"{path} is a folder, and Mode is Create. Remove its files yourself, and use OpenOrCreate.", nameof(options));
        }
    }

    private static void Make(string path, SegmentStoreOptions options)
    {
        if (!options.MayCreate)
        {
            throw KernelErrors.Failed("open", Errno.ENOENT, path);
        }

        using DirectoryEntry parent = DirectoryEntry.Of(path.TrimEnd('/'));
        Directory.CreateDirectory(path);
        parent.Synchronize();
    }

    private static void MakeEmpty(string path)
    {
        using DirectoryEntry entry = DirectoryEntry.Of(path);
        using var file = NewFile.In(entry);
        using Microsoft.Win32.SafeHandles.SafeFileHandle? named = file.TryPublish();
        if (named is null)
        {
            throw KernelErrors.Failed("linkat", Errno.EEXIST, path);
        }
    }

    private static void CreateIfAsked(PersistentMapping marker, SegmentStoreOptions options, string path)
    {
        if (options.MayCreate && StorePlace.IsVacant(marker, marker.Length))
        {
            StorePlace.Create(marker, new StoreIdentity(IsFolder: true, DirectoryLayout.OfFolder));
        }
        else if (options.Mode == FileMode.CreateNew)
        {
            throw SegmentFailures.IsThere(path);
        }
    }

    private IEnumerable<(string Name, DateTime Created)> Files() =>
        from file in new DirectoryInfo(_folder).EnumerateFiles()
        let name = SegmentName.OfFile(file.Name)
        where name is not null
        select (name, file.CreationTimeUtc);

    private void SynchronizeNames()
    {
        using DirectoryEntry entry = DirectoryEntry.Of(PathOf(MarkerName));
        entry.Synchronize();
    }

    private string PathOf(string name) => System.IO.Path.Combine(_folder, SegmentName.ToFileName(name));

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(SegmentStore));
}
