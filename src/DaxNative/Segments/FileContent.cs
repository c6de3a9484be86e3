using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>A segment that is a file: mapped whole, in pieces, of which the last one grows. Whatever length a power cut leaves it, it is taken as it is.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FileContent : SegmentContent
{
    private const long MostStep = 64L << 20;

    private readonly MappingOptions _mapping;
    private readonly long _chunkSize;
    private readonly long _pieceLength;
    private readonly AheadTask? _ahead;

    // Without a gap, each but the last as long as it can be. Replaced when one is added.
    private FilePiece[] _pieces = [];
    private long _room;

    // Who writes behind it asks for more room ahead; beyond everything while that is asked for, and after it has failed.
    private long _askBehind = long.MaxValue;

    /// <param name="path">The file, which is there.</param>
    /// <param name="name">The segment's.</param>
    /// <param name="options">The store's.</param>
    /// <param name="mapping">How its files are mapped.</param>
    /// <param name="wasClosed">Whether what the last process stored is durable.</param>
    /// <exception cref="DaxException">It cannot be mapped as the store is.</exception>
    internal FileContent(string path, string name, SegmentStoreOptions options, MappingOptions mapping, bool wasClosed)
        : base(path, name)
    {
        _mapping = mapping;
        _chunkSize = FolderStore.ChunkSizeOf(options);
        _pieceLength = options.PieceLength;
        _ahead = options.ChunksAhead == 0 ? null : new AheadTask(() => GrowAhead(() => GrowTo(_room + 1)));
        try
        {
            MapAsFarAs(new FileInfo(path).Length);
            if (!wasClosed)
            {
                Array.ForEach(_pieces, piece => piece.Mapping.Persist(0, piece.Mapping.Length));
            }
        }
        catch
        {
            Release();
            throw;
        }
    }

    internal Exception? PreparationFailure => _ahead?.Failure;

    protected override long Room => Volatile.Read(ref _room);

    protected override long Most => long.MaxValue - (2 * MostStep) - _pieceLength;

    protected override bool HasRoom(long offset, long length)
    {
        long end = offset + length;
        if (end > Volatile.Read(ref _askBehind) && _ahead is not null)
        {
            Volatile.Write(ref _askBehind, long.MaxValue);
            _ahead.Ask();
        }

        return end <= Room;
    }

    protected override void Grow(long offset, long length) => GrowTo(offset + length);

    protected override void Store(long offset, ReadOnlySpan<byte> source)
    {
        PersistentMapping mapping;
        do
        {
            FilePiece piece = PieceAt(offset);
            mapping = piece.Mapping;
            int count = (int)Math.Min(source.Length, piece.End - offset);
            mapping.Write(offset - piece.Start, source[..count], StoreOptions.NoDrain);
            source = source[count..];
            offset += count;
        }
        while (source.Length != 0);

        // One fence is for all of this thread's stores, whatever mapping they went to; an msync has waited already.
        mapping.Drain();
    }

    protected override void Load(long offset, Span<byte> target)
    {
        while (target.Length != 0)
        {
            FilePiece piece = PieceAt(offset);
            int count = (int)Math.Min(target.Length, piece.End - offset);
            piece.Mapping.AsReadOnlySpan(offset - piece.Start, count).CopyTo(target);
            target = target[count..];
            offset += count;
        }
    }

    protected override void Cut(long length)
    {
        long kept = (length + _chunkSize - 1) / _chunkSize * _chunkSize;
        if (kept < _room)
        {
            // Memory that is mapped behind a file's end would end the process at a touch: first the mapping, then the file.
            Release();
            using SafeFileHandle file = OpenFile.Regular(Path, forWriting: true, out _);
            KernelErrors.Require("ftruncate", PosixFile.Truncate(file, kept), Path, kept);
            KernelErrors.Require("fsync", PosixFile.Synchronize(file), Path);
            MapAsFarAs(kept);
        }

        if (length < _room)
        {
            FilePiece last = PieceAt(length);
            last.Mapping.Fill(length - last.Start, last.End - length, 0);
        }
    }

    protected override void StopAhead() => _ahead?.Close();

    protected override void Release()
    {
        FilePiece[] pieces = _pieces;
        _pieces = [];
        _room = 0;
        _askBehind = long.MaxValue;
        Array.ForEach(pieces, piece => piece.Dispose());
    }

    private FilePiece PieceAt(long offset) => Volatile.Read(ref _pieces)[offset / _pieceLength];

    private void MapAsFarAs(long length)
    {
        while (_room < length)
        {
            AddPiece(Math.Min(length - _room, _pieceLength));
        }
    }

    private void GrowTo(long end)
    {
        if (end <= _room)
        {
            return;
        }

        long step = Math.Clamp(_room, _chunkSize, Math.Max(MostStep, _chunkSize));
        long least = RoundUp(end);
        long wanted = Math.Max(least, RoundUp(_room + step));
        try
        {
            LengthenTo(wanted);
        }
        catch (DaxException full) when (full.Error == DaxError.NoSpace && wanted > least && _room < least)
        {
            // What is asked for may fit where what is to come does not.
            LengthenTo(least);
        }

        Volatile.Write(ref _askBehind, _room - (step / 2));
    }

    private void LengthenTo(long end)
    {
        while (_room < end)
        {
            if (_pieces.Length != 0 && _pieces[^1] is { } last && last.End < last.Start + last.Most)
            {
                last.GrowTo(end);
                Volatile.Write(ref _room, last.End);
            }
            else
            {
                AddPiece(Math.Min(end - _room, _pieceLength));
            }
        }
    }

    private void AddPiece(long length)
    {
        var piece = new FilePiece(Path, _room, length, _pieceLength, _mapping);
        Volatile.Write(ref _pieces, [.. _pieces, piece]);
        Volatile.Write(ref _room, piece.End);
    }

    private long RoundUp(long length) => (length + _chunkSize - 1) / _chunkSize * _chunkSize;
}
