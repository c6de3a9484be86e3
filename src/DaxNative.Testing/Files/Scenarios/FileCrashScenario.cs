namespace DaxNative.Testing;

/// <summary>What is explored: files, what is done to them, and how they are recovered and checked. Immutable data.</summary>
/// <remarks>
/// The model of the disk, beyond what <see cref="Rules"/> says of names. Since the last flush of a file, each sector of it
/// holds any version that it had, independently of every other: writes are found whole, in part, in any order, or not. The
/// length is another such unit: a file may be found longer than what was written of it, with zeros there, or shorter. A file
/// that grows by several pages may have the length of any of them. After a flush of the file what it holds and its length are
/// durable. What was durable once is never damaged.
/// <para>
/// It is what POSIX leaves open, and what ext4 (data=ordered, delayed allocation) and xfs do within that: pages are written
/// back in any order (Pillai and others, OSDI 2014), the length follows the blocks that were written, and a flush that fails
/// leaves pages clean (Rebello and others, USENIX ATC 2020). Where the two file systems differ, it allows what either does.
/// </para>
/// </remarks>
public sealed record FileCrashScenario
{
    /// <summary>Gets the name in reports.</summary>
    public string Name { get; init; } = "scenario";

    /// <summary>Gets what the file system promises of names. <see cref="FileSystemRules.Posix"/> by default, which is the least.</summary>
    public FileSystemRules Rules { get; init; } = FileSystemRules.Posix;

    /// <summary>Gets how many bytes the disk writes whole or not at all: a power of two from 512, the default, to 4,096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>
    /// Gets which flushes of the run fail, by their number from 0; those of files and of directories count together, as in
    /// reports; <see cref="FileCrashReport.Flushes"/> says how many there are. None by default. One of a file throws an <see cref="IOException"/>, and the pages are clean from then on: what
    /// they held may be on the disk or not, is still read, and no later flush makes it durable unless it was written again. One
    /// of a directory throws, and makes nothing durable.
    /// </summary>
    public IReadOnlyList<int> FailedFlushes { get; init; } = [];

    /// <summary>Gets what is done beforehand; what it leaves is durable, names too. Nothing by default: an empty root directory.</summary>
    public Action<SimulatedFileSystem>? Prepare { get; init; }

    /// <summary>Gets what is done while the power may go. Runs once for an exploration.</summary>
    public required Action<FileCrashRun> Run { get; init; }

    /// <summary>Gets what recovers and checks; called once for each worker. See <see cref="FileCrashSubject.Of"/>.</summary>
    public required Func<FileCrashSubject> Subject { get; init; }

    internal void Check()
    {
        if (SectorSize is < 512 or > Lines.PageSize || !int.IsPow2(SectorSize))
        {
            throw new ArgumentOutOfRangeException(nameof(SectorSize), SectorSize, $"The scenario '{Name}' has no such sectors; 512, 1024, 2048 or 4096 bytes are possible.");
        }

        if (!Enum.IsDefined(Rules))
        {
            throw new ArgumentOutOfRangeException(nameof(Rules), Rules, $"The scenario '{Name}' has no such rules; set Posix or Journaled.");
        }

        ArgumentNullException.ThrowIfNull(Run);
        ArgumentNullException.ThrowIfNull(Subject);
        AsyncVoid.Refuse(Prepare, $"{nameof(Prepare)} of the scenario '{Name}'");
        AsyncVoid.Refuse(Run, $"{nameof(Run)} of the scenario '{Name}'");
    }
}
