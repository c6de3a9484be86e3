namespace DaxNative.Benchmarks;

/// <summary>A page of which only the parts between <c>&lt;!-- measured: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c> are written anew.</summary>
internal sealed class MarkedText(string text)
{
    private const string End = "<!-- end -->";
    private string _text = text;

    internal void Replace(string name, string content)
    {
        string mark = $"<!-- measured: {name} -->";
        int start = _text.IndexOf(mark, StringComparison.Ordinal);
        int end = start < 0 ? -1 : _text.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InvalidOperationException($"The page has no part {mark} … {End}.");
        }

        _text = $"{_text[..(start + mark.Length)]}\n{content.TrimEnd()}\n{_text[end..]}";
    }

    public override string ToString() => _text;
}
