namespace DaxNative.Testing;

/// <summary>A file or a directory as the running system sees it: what was written last, durable or not.</summary>
internal sealed class Inode
{
    private byte[] _content;
    private bool _isShared;

    /// <param name="number">What events call it.</param>
    /// <param name="isDirectory">Whether it holds names.</param>
    /// <param name="content">What it holds; copied when it changes.</param>
    internal Inode(int number, bool isDirectory, byte[]? content = null)
    {
        Number = number;
        _content = content ?? [];
        _isShared = content is not null;
        Length = _content.Length;
        Entries = isDirectory ? new SortedDictionary<string, Inode>(StringComparer.Ordinal) : null;
    }

    internal int Number { get; }

    internal int Length { get; private set; }

    /// <summary>A directory's names; null for a file.</summary>
    internal SortedDictionary<string, Inode>? Entries { get; }

    internal ReadOnlySpan<byte> Content => _content.AsSpan(0, Length);

    internal void Write(int offset, ReadOnlySpan<byte> data)
    {
        Reserve(Math.Max(Length, offset + data.Length));
        data.CopyTo(_content.AsSpan(offset));
        Length = Math.Max(Length, offset + data.Length);
    }

    internal void SetLength(int length)
    {
        Reserve(length);
        _content.AsSpan(Math.Min(length, Length)).Clear();
        Length = length;
    }

    /// <summary>A copy of whole pages; zeros behind the end.</summary>
    internal byte[] CopyPages(int firstPage, int count)
    {
        byte[] pages = new byte[count * Lines.PageSize];
        int from = firstPage * Lines.PageSize;
        if (from < Length)
        {
            Content.Slice(from, Math.Min(pages.Length, Length - from)).CopyTo(pages);
        }

        return pages;
    }

    // What lies behind the length is zero at all times: a file that grows again has zeros there.
    private void Reserve(int length)
    {
        if (_isShared || length > _content.Length)
        {
            byte[] larger = new byte[Math.Max(length, length > _content.Length ? _content.Length * 2 : _content.Length)];
            Content.CopyTo(larger);
            (_content, _isShared) = (larger, false);
        }
    }
}
