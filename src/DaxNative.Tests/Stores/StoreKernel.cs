using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace DaxNative.Tests;

/// <summary>One instruction set's copies and fills, also where the library would choose a wider one.</summary>
internal abstract unsafe class StoreKernel
{
    private static readonly Dictionary<string, (bool IsSupported, string Flag, StoreKernel Kernel)> s_kernels = new()
    {
        ["AVX-512"] = (Avx512F.IsSupported, "avx512bw", new Of<Avx512Stores, Vector512<byte>>()),
        ["AVX"] = (Avx.IsSupported, "avx2", new Of<AvxStores, Vector256<byte>>()),
        ["SSE2"] = (Sse2.X64.IsSupported, "sse2", new Of<Sse2Stores, Vector128<byte>>()),
    };

    internal static TheoryData<string> Names => [.. s_kernels.Keys];

    internal static StoreKernel Named(string name)
    {
        (bool isSupported, string flag, StoreKernel kernel) = s_kernels[name];
        CpuFeature.Require(isSupported, name, flag);
        return kernel;
    }

    /// <summary>Copies, in any way that the public path could combine of the kernels.</summary>
    internal void CopyParts(byte* to, byte* from, nuint length, bool bodyOfUnits)
    {
        var parts = StoredParts.Of((nuint)to, length, bodyOfUnits);
        nuint tail = length - parts.Tail;
        Copy(to, from, parts.Head, StoreOrder.Any);
        Copy(to + tail, from + tail, parts.Tail, StoreOrder.Any);
        CopyNonTemporal(to + parts.Head, from + parts.Head, parts.Body, StoreOrder.Any);
    }

    internal abstract void Copy(byte* to, byte* from, nuint length, StoreOrder order);

    internal abstract void CopyNonTemporal(byte* to, byte* from, nuint length, StoreOrder order);

    internal abstract void Fill(byte* to, byte value, nuint length);

    internal abstract void FillNonTemporal(byte* to, byte value, nuint length);

    private sealed class Of<TStores, TVector> : StoreKernel
        where TStores : IWideStores<TVector>
        where TVector : unmanaged
    {
        internal override void Copy(byte* to, byte* from, nuint length, StoreOrder order) =>
            OrdinaryKernel<CopySource, TStores, TVector>.Store(to, new CopySource(from), length, order);

        internal override void CopyNonTemporal(byte* to, byte* from, nuint length, StoreOrder order) =>
            NonTemporalKernel<CopySource, TStores, TVector>.Store(to, new CopySource(from), length, order);

        internal override void Fill(byte* to, byte value, nuint length)
        {
            Vector512<byte> line = Vector512.Create(value);
            OrdinaryKernel<FillSource, TStores, TVector>.Store(to, new FillSource((byte*)&line), length, StoreOrder.Any);
        }

        internal override void FillNonTemporal(byte* to, byte value, nuint length)
        {
            Vector512<byte> line = Vector512.Create(value);
            NonTemporalKernel<FillSource, TStores, TVector>.Store(to, new FillSource((byte*)&line), length, StoreOrder.Any);
        }
    }
}
