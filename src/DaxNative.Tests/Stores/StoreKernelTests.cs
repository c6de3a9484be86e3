using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Every kernel against a plain copy: all lengths to 1,024, all alignments of both sides within a line, with memory that
/// cannot be touched at both ends.
/// </summary>
public sealed unsafe class StoreKernelTests : IDisposable
{
    private const int Line = 64;
    private const int Longest = 1024;
    private const int Unit = 8;
    private const byte Untouched = 0xEE;

    private readonly GuardedBuffer _to = new(1);
    private readonly GuardedBuffer _from = new(1);

    // All different within a line and a half, and never the byte of what is untouched.
    public StoreKernelTests()
    {
        new Random(20260).NextBytes(_from.Span);
        _from.Span.Replace(Untouched, (byte)0);
    }

    public static TheoryData<string> Kernels => StoreKernel.Names;

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void Copy_IsAPlainCopyAtEveryLengthAndAlignment(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        ForEveryPlace(1, (to, from, length) => kernel.Copy(to, from, length, StoreOrder.Any));
    }

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void CopyNonTemporal_IsAPlainCopyAtEveryLengthAndAlignmentOfUnits(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        ForEveryPlace(Unit, (to, from, length) => kernel.CopyNonTemporal(to, from, length, StoreOrder.Any));
    }

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void PartsOfBothKinds_AreAPlainCopyAtEveryLengthAndAlignment(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        ForEveryPlace(1, (to, from, length) => kernel.CopyParts(to, from, length, bodyOfUnits: (length & 1) != 0));
    }

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void RandomLongCopies_ArePlainCopies(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        using var to = new GuardedBuffer(300);
        using var from = new GuardedBuffer(300);
        var random = new Random(4);
        random.NextBytes(from.Span);
        for (int i = 0; i < 200; i++)
        {
            int length = random.Next(Longest, to.Length);
            int at = random.Next(to.Length - length + 1);
            int source = random.Next(from.Length - length + 1);
            to.Span.Fill(Untouched);
            if ((i & 1) == 0)
            {
                kernel.Copy(to.Start + at, from.Start + source, (nuint)length, StoreOrder.Any);
            }
            else
            {
                kernel.CopyParts(to.Start + at, from.Start + source, (nuint)length, bodyOfUnits: (i & 2) != 0);
            }

            Assert.True(to.Span.Slice(at, length).SequenceEqual(from.Span.Slice(source, length)), $"{length} bytes from {source} to {at}");
            Assert.True(OnlyUntouched(to.Span[..at]) && OnlyUntouched(to.Span[(at + length)..]), $"{length} bytes to {at}: beside them");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public void Fill_IsAPlainFillAtEveryLengthAndAlignment(string name)
    {
        StoreKernel kernel = StoreKernel.Named(name);
        ForEveryFill(1, kernel.Fill);
        ForEveryFill(Unit, kernel.FillNonTemporal);
    }

    public void Dispose()
    {
        _to.Dispose();
        _from.Dispose();
    }

    private delegate void Copying(byte* to, byte* from, nuint length);

    private delegate void Filling(byte* to, byte value, nuint length);

    private void ForEveryPlace(int grain, Copying copy)
    {
        for (int length = 0; length <= Longest; length += grain)
        {
            for (int source = 0; source < Line; source++)
            {
                for (int at = 0; at < Line; at += grain)
                {
                    // From the first byte that can be touched on, and up to the last.
                    Check(copy, _to.Start + at, _from.Start + source, length);
                }

                Check(copy, _to.End - length - source / grain * grain, _from.End - length - source, length);
                Check(copy, _to.Start + source / grain * grain, _from.End - length, length);
            }
        }
    }

    private void Check(Copying copy, byte* to, byte* from, int length)
    {
        Span<byte> around = Around(to, length, out int before);
        around.Fill(Untouched);
        copy(to, from, (nuint)length);
        bool right = around.Slice(before, length).SequenceEqual(new ReadOnlySpan<byte>(from, length)) && IsUntouchedBeside(around, before, length);
        Assert.True(right, $"{length} bytes from {from - _from.Start} to {to - _to.Start}");
    }

    private void ForEveryFill(int grain, Filling fill)
    {
        for (int length = 0; length <= Longest; length += grain)
        {
            for (int at = 0; at < Line; at += grain)
            {
                CheckFill(fill, _to.Start + at, length);
                CheckFill(fill, _to.End - length - at, length);
            }
        }
    }

    private void CheckFill(Filling fill, byte* to, int length)
    {
        Span<byte> around = Around(to, length, out int before);
        around.Fill(Untouched);
        fill(to, 0x5A, (nuint)length);
        bool right = around.Slice(before, length).IndexOfAnyExcept((byte)0x5A) < 0 && IsUntouchedBeside(around, before, length);
        Assert.True(right, $"{length} bytes at {to - _to.Start}");
    }

    // The range and a line on either side, as far as that can be touched.
    private Span<byte> Around(byte* to, int length, out int before)
    {
        before = (int)Math.Min(Line, to - _to.Start);
        int after = (int)Math.Min(Line, _to.End - to - length);
        return new Span<byte>(to - before, before + length + after);
    }

    private static bool IsUntouchedBeside(Span<byte> around, int before, int length) =>
        OnlyUntouched(around[..before]) && OnlyUntouched(around[(before + length)..]);

    private static bool OnlyUntouched(Span<byte> bytes) => bytes.IndexOfAnyExcept(Untouched) < 0;
}
