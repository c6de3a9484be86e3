using System.Buffers.Binary;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Which segments the log has. Written to a file of its own, flushed, and given its name by a rename.</summary>
internal sealed record FileLogManifest(int FirstSegment, int LastSegment)
{
    internal const string Name = FileLog.Directory + "/manifest";
    internal const string TemporaryName = Name + ".tmp";

    private const int Size = 16;

    internal static FileLogManifest? Read(SimulatedFileSystem files, FileLogFault fault)
    {
        if (fault == FileLogFault.TemporaryManifestTaken && ReadFrom(files, TemporaryName) is { } temporary)
        {
            return temporary;
        }

        return !files.Exists(Name) ? null : ReadFrom(files, Name) ?? throw new InvalidDataException("The manifest is damaged.");
    }

    internal void Write(SimulatedFileSystem files, FileLogFault fault, Action<SimulatedFile> flush, Action flushDirectory)
    {
        byte[] content = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), FirstSegment);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), LastSegment);
        BinaryPrimitives.WriteUInt32LittleEndian(content, Crc32C.Append(~0u, content.AsSpan(4)));
        bool isInPlace = fault == FileLogFault.ManifestWrittenInPlace && files.Exists(Name);
        using SimulatedFile file = files.Open(isInPlace ? Name : TemporaryName, FileMode.Create);
        file.Write(0, content);
        if (fault == FileLogFault.ManifestRenamedBeforeFlush)
        {
            files.Rename(TemporaryName, Name);
            flush(file);
        }
        else
        {
            flush(file);
            if (fault == FileLogFault.DirectoryFlushedBeforeRename)
            {
                files.FlushDirectory(FileLog.Directory);
            }

            if (!isInPlace)
            {
                files.Rename(TemporaryName, Name);
            }
        }

        flushDirectory();
    }

    private static FileLogManifest? ReadFrom(SimulatedFileSystem files, string name)
    {
        if (!files.Exists(name))
        {
            return null;
        }

        using SimulatedFile file = files.Open(name);
        byte[] content = new byte[Size];
        return file.Read(0, content) == Size && BinaryPrimitives.ReadUInt32LittleEndian(content) == Crc32C.Append(~0u, content.AsSpan(4))
            ? new FileLogManifest(BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(8)))
            : null;
    }
}
