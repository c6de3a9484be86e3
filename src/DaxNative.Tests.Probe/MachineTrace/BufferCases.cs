namespace DaxNative.Tests.Probe;

/// <summary>Stores that the program makes itself, and those that the library makes for it.</summary>
internal static class BufferCases
{
    private const long Room = TraceTarget.Room;

    private static readonly int[] s_lengths =
        [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 96, 100, 127, 128, 129, 200, 256, 257, 320, 511, 512, 1000, 1024, 4096];

    private static readonly int[] s_places = [0, 1, 8, 13, 32, 56, 63];

    internal static IEnumerable<TraceCase> All() => [.. Persists(), .. Writes(), .. Fills(), .. Others()];

    /// <summary>A store by the program, then Persist.</summary>
    internal static TraceCase Persist(int place, int length) => new($"Persist of {length} bytes at {place}", TraceClaim.Durable, (target, number) =>
    {
        byte[] bytes = TraceCase.Bytes(number, length);
        target.Begin(number);
        bytes.CopyTo(target.Map.AsSpan(Room + place, length));
        target.Map.Persist(Room + place, length);
        target.End(number);
        return [new TracedBytes(target.PlainFile, Room + place, bytes)];
    })
    {
        HasWholeUnits = false,
    };

    internal static TraceCase Write(int place, int length, StoreOptions options) => new($"Write of {length} bytes at {place}, {options}", ClaimOf(options), (target, number) =>
    {
        byte[] bytes = TraceCase.Bytes(number, length);
        target.Begin(number);
        target.Map.Write(Room + place, bytes, options);
        target.End(number);
        return [new TracedBytes(target.PlainFile, Room + place, bytes)];
    });

    private static TraceClaim ClaimOf(StoreOptions options) => options switch
    {
        _ when options.HasFlag(StoreOptions.NoFlush) => TraceClaim.Stored,
        _ when options.HasFlag(StoreOptions.NoDrain) => TraceClaim.Flushed,
        _ => TraceClaim.Durable,
    };

    private static IEnumerable<TraceCase> Persists() =>
        from length in (int[])[1, 8, 64, 100, 4096]
        from place in s_places
        select Persist(place, length);

    private static IEnumerable<TraceCase> Writes() =>
    [
        .. from length in s_lengths
           from place in s_places
           from options in (StoreOptions[])[StoreOptions.None, StoreOptions.NonTemporal, StoreOptions.Temporal]
           select Write(place, length, options),
        .. from length in (int[])[8, 64, 100, 1000]
           from options in (StoreOptions[])[StoreOptions.NoDrain, StoreOptions.NoFlush, StoreOptions.NoDrain | StoreOptions.NonTemporal]
           select Write(13, length, options),
    ];

    private static IEnumerable<TraceCase> Fills() =>
        from length in (int[])[1, 7, 64, 100, 333, 1024, 4096]
        from place in (int[])[0, 5, 56]
        from options in (StoreOptions[])[StoreOptions.None, StoreOptions.NonTemporal, StoreOptions.Temporal]
        select new TraceCase($"Fill of {length} bytes at {place}, {options}", TraceClaim.Durable, (target, number) =>
        {
            // Never what was there before.
            byte value = (byte)(1 + number % 255);
            target.Begin(number);
            target.Map.Fill(Room + place, length, value, options);
            target.End(number);
            return [new TracedBytes(target.PlainFile, Room + place, [.. Enumerable.Repeat(value, length)])];
        });

    /// <summary>Those of which there is one each.</summary>
    internal static IEnumerable<TraceCase> Others() =>
    [
        new("StoreAtomic", TraceClaim.Durable, (target, number) =>
        {
            target.Begin(number);
            target.Map.StoreAtomic(Room + 24, number);
            target.End(number);
            return [new TracedBytes(target.PlainFile, Room + 24, BitConverter.GetBytes((long)number))];
        }),
        new("Persist of a variable", TraceClaim.Durable, (target, number) =>
        {
            target.Begin(number);
            ref long variable = ref target.Map.Ref<long>(Room + 40);
            variable = number;
            target.Map.Persist(ref variable);
            target.End(number);
            return [new TracedBytes(target.PlainFile, Room + 40, BitConverter.GetBytes((long)number))];
        }),
        new("FlushBatch of three", TraceClaim.Durable, (target, number) =>
        {
            byte[] bytes = TraceCase.Bytes(number, 200);
            target.Begin(number);
            using (FlushBatch batch = target.Map.BeginFlush())
            {
                for (int part = 0; part < 3; part++)
                {
                    bytes.CopyTo(target.Map.AsSpan(Room + 7 + part * 512, bytes.Length));
                    batch.Add(Room + 7 + part * 512, bytes.Length);
                }
            }

            target.End(number);
            return [.. Enumerable.Range(0, 3).Select(part => new TracedBytes(target.PlainFile, Room + 7 + part * 512, bytes))];
        })
        {
            HasWholeUnits = false,
        },
        new("Flush, then Drain", TraceClaim.Durable, (target, number) =>
        {
            byte[] bytes = TraceCase.Bytes(number, 300);
            target.Begin(number);
            bytes.CopyTo(target.Map.AsSpan(Room + 100, bytes.Length));
            target.Map.Flush(Room + 100, bytes.Length);
            target.Map.Drain();
            target.End(number);
            return [new TracedBytes(target.PlainFile, Room + 100, bytes)];
        })
        {
            HasWholeUnits = false,
        },
        new("DeepFlush of 5000 bytes", TraceClaim.Durable, (target, number) =>
        {
            byte[] bytes = TraceCase.Bytes(number, 5000);
            target.Begin(number);
            bytes.CopyTo(target.Map.AsSpan(Room + 33, bytes.Length));
            target.Map.DeepFlush(Room + 33, bytes.Length);
            target.End(number);
            return [new TracedBytes(target.PlainFile, Room + 33, bytes)];
        })
        {
            HasWholeUnits = false,
        },
    ];
}
