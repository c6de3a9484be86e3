using System.Diagnostics.CodeAnalysis;

namespace DaxNative;

/// <summary>The <c>VmFlags</c> of one mapping. Mnemonics that this version does not know are kept as they were printed.</summary>
/// <remarks>Immutable; may be read from any thread.</remarks>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a set of flags.")]
internal sealed class VmFlagSet
{
    /// <summary>Of a mapping that was certainly asked for without MAP_SYNC.</summary>
    internal const string NotSync = "it was mapped without MAP_SYNC, so its block map may not be durable";

    private readonly string[] _mnemonics;
    private readonly ulong _known;

    private VmFlagSet(string[] mnemonics)
    {
        _mnemonics = mnemonics;
        foreach (string mnemonic in mnemonics)
        {
            if (VmFlagMnemonics.ByMnemonic.TryGetValue(mnemonic, out VmFlag flag))
            {
                _known |= 1UL << (int)flag;
            }
        }
    }

    /// <summary>Gets the set without flags; also that of a kernel that prints no <c>VmFlags</c>.</summary>
    public static VmFlagSet Empty { get; } = new([]);

    /// <summary>Gets the mnemonics in the order in which the kernel printed them.</summary>
    public IReadOnlyList<string> Mnemonics => _mnemonics;

    /// <summary>Says whether the kernel printed this flag.</summary>
    /// <param name="flag">The flag.</param>
    /// <returns>True when it is in the set.</returns>
    public bool Contains(VmFlag flag) => (uint)flag < 64 && (_known & (1UL << (int)flag)) != 0;

    /// <summary>Says whether the kernel printed this mnemonic, known to this version or not.</summary>
    /// <param name="mnemonic">Two letters, such as <c>sf</c>.</param>
    /// <returns>True when it is in the set.</returns>
    public bool Contains(string mnemonic) => Array.IndexOf(_mnemonics, mnemonic) >= 0;

    /// <summary>Gives the mnemonics as the kernel prints them, separated by blanks.</summary>
    /// <returns>Such as <c>rd wr sh mr mw me ms sf sd hg</c>.</returns>
    public override string ToString() => string.Join(' ', _mnemonics);

    /// <summary>
    /// Why the set does not show that the mapping was asked for with MAP_SYNC; null where it does. Flags that this version does not
    /// know, or none at all, leave it open.
    /// </summary>
    internal string? NotSyncBecause => Contains(VmFlag.SynchronousFault) ? null
        : _mnemonics.Length == 0 ? "the kernel shows no VmFlags of it, so whether it was mapped with MAP_SYNC is not known"
        : _mnemonics.Where(static mnemonic => !VmFlagMnemonics.ByMnemonic.ContainsKey(mnemonic)).ToArray() is { Length: > 0 } unknown
            ? $"its VmFlags have no sf, and there are some that DaxNative does not know ({string.Join(' ', unknown)}), so whether it was mapped with MAP_SYNC is not known"
            : NotSync;

    /// <summary>The set from the text after <c>VmFlags:</c>.</summary>
    internal static VmFlagSet Parse(ReadOnlySpan<char> text) =>
        new(text.ToString().Split((char[]?)[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
