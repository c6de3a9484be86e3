using System.Runtime.CompilerServices;

namespace DaxNative.Benchmarks;

/// <summary>
/// Our side, as a user writes it: a plain loop around the public API. The stores that a flush needs are the same as in
/// <c>sample.h</c>, one a line.
/// </summary>
internal static unsafe class OurLoops
{
    internal static SampleLoop Persist(PersistentMapping map) => (in Sample sample) => Persist(map, in sample);

    internal static SampleLoop Copy(PersistentMapping map) => (in Sample sample) => Copy(map, in sample);

    internal static SampleLoop Fill(PersistentMapping map) => (in Sample sample) => Fill(map, in sample);

    internal static SampleLoop Batch(PersistentMapping map) => (in Sample sample) => Batch(map, in sample);

    internal static SampleLoop PersistWithoutStore(PersistentMapping map) => (in Sample sample) => PersistWithoutStore(map, in sample);

    private static void Persist(PersistentMapping map, in Sample sample)
    {
        byte* memory = (byte*)sample.Memory;
        var rest = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, long, void>)sample.DirtyRest;
        (long offset, long stride, long size, long count) = (sample.Offset, sample.Stride, sample.Size, sample.Count);
        for (long i = 0; i < count; i++)
        {
            Dirty(rest, memory + offset, size, i);
            map.Persist(offset, size);
            offset += stride;
        }
    }

    private static void PersistWithoutStore(PersistentMapping map, in Sample sample)
    {
        (long offset, long size, long count) = (sample.Offset, sample.Size, sample.Count);
        for (long i = 0; i < count; i++)
        {
            map.Persist(offset, size);
        }
    }

    private static void Copy(PersistentMapping map, in Sample sample)
    {
        (long offset, long stride, long count) = (sample.Offset, sample.Stride, sample.Count);

        // SAFETY: the source is the area's, as long as the largest operation, or longer.
        var source = new ReadOnlySpan<byte>((void*)sample.Source, checked((int)sample.Size));
        for (long i = 0; i < count; i++)
        {
            map.Write(offset, source);
            offset += stride;
        }
    }

    private static void Fill(PersistentMapping map, in Sample sample)
    {
        (long offset, long stride, long size, long count) = (sample.Offset, sample.Stride, sample.Size, sample.Count);
        for (long i = 0; i < count; i++)
        {
            map.Fill(offset, size, Sample.FillValue);
            offset += stride;
        }
    }

    private static void Batch(PersistentMapping map, in Sample sample)
    {
        byte* memory = (byte*)sample.Memory;
        var rest = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, long, void>)sample.DirtyRest;
        (long offset, long stride, long count) = (sample.Offset, sample.Stride, sample.Count);
        for (long i = 0; i < count; i++)
        {
            using FlushBatch batch = map.BeginFlush();
            for (long line = offset; line < offset + Sample.BatchLines * Sample.BatchStride; line += Sample.BatchStride)
            {
                Dirty(rest, memory + line, sizeof(long), i);
                batch.Add(line, Sample.LineSize);
            }

            offset += stride;
        }
    }

    // SAFETY: the cases keep size bytes from first within the area; the function is sample.h's, which says why there is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dirty(delegate* unmanaged[SuppressGCTransition]<byte*, byte*, long, void> rest, byte* first, long size, long value)
    {
        Volatile.Write(ref *(long*)first, value);
        if (size > Sample.LineSize)
        {
            rest(first + Sample.LineSize, first + size, value);
        }
    }
}
