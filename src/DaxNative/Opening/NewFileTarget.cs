using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>A file that is not there yet. It gets its name when nothing is left that could refuse it.</summary>
internal sealed class NewFileTarget : FileTarget
{
    private readonly DirectoryEntry _entry;
    private readonly NewFile _file;
    private SafeFileHandle? _named;

    private NewFileTarget(LinuxRoot root, MappingRequest request, DirectoryEntry entry, NewFile file)
        : base(root, entry.Path, request, file.Handle)
    {
        _entry = entry;
        _file = file;
    }

    protected override SafeFileHandle Mapped => _named!;

    /// <exception cref="DaxException">The folder takes no new file, or the file would not be mapped as asked.</exception>
    internal static NewFileTarget Create(LinuxRoot root, string path, MappingRequest request)
    {
        if (request.Options.Length == 0)
        {
            throw new MappingProblem(nameof(request.Options.Length), null, $"{path} does not exist, and creating it needs a Length.").ToException();
        }

        var entry = DirectoryEntry.Of(path);
        NewFile? file = null;
        try
        {
            file = NewFile.In(entry);
            return new NewFileTarget(root, request, entry, file);
        }
        catch
        {
            file?.Dispose();
            entry.Dispose();
            throw;
        }
    }

    internal override bool TrySettle()
    {
        FileGrowth.Allocate(Handle, Path, 0, End, Allocation, Options.AllocationProgress);
        _named = _file.TryPublish();
        FileGrowth.ForgetCached(Handle, Path, 0, End);
        return _named is not null || (Options.Mode == FileMode.CreateNew ? throw ExistsAlready(Path) : false);
    }

    public override void Dispose()
    {
        _named?.Dispose();
        base.Dispose();
        _file?.RemoveTemporary();
        _entry?.Dispose();
    }
}
