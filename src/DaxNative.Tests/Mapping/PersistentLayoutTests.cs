using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A variable in a mapping is refused where another process could find its fields elsewhere, also one level down.</summary>
public sealed class PersistentLayoutTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();
    private readonly PersistentMapping _map;

    public PersistentLayoutTests() => _map = _temp.OpenVolatile();

    [Fact]
    public void Ref_RefusesALayoutThatTheRuntimeChooses()
    {
        RequireRefusal<DateTime>("the layout of DateTime");
        RequireRefusal<(byte, long, byte)>("the layout of ValueTuple`3");
        RequireRefusal<DateTimeOffset>("the layout of DateTimeOffset");
        RequireRefusal<Chosen>("the layout of Chosen");
    }

    [Fact]
    public void Ref_RefusesAFieldWhoseLayoutTheRuntimeChooses_AndNamesIt()
    {
        RequireRefusal<WithDate>("DateTime, the field When of WithDate,");
        RequireRefusal<WithTuple>("ValueTuple`3, the field Parts of WithTuple,");
        RequireRefusal<Deep>("DateTime, the field When of WithDate, the field Inner of Deep,");
        RequireRefusal<AtOffsets>("DateTime, the field When of AtOffsets,");
        RequireRefusal<KeyValuePair<int, DateTime>>("the field value of KeyValuePair`2,");
        RequireRefusal<Dates>("DateTime, the field _first of Dates,");
        RequireRefusal<WithPrivateDate>("DateTime, the field _when of WithPrivateDate,");
    }

    [Fact]
    public void Ref_RefusesASizeThatDependsOnTheCpu()
    {
        RequireRefusal<Vector<byte>>("The size of Vector`1");
        RequireRefusal<WithVector>("The size of Vector`1, the field Lanes of WithVector, depends on the CPU");
    }

    [Fact]
    public unsafe void Ref_TakesALayoutThatIsFixed()
    {
        RequireTaken<long>();
        RequireTaken<bool>();
        RequireTaken<char>();
        RequireTaken<nint>();
        RequireTaken<Guid>();
        RequireTaken<Int128>();
        RequireTaken<decimal>();
        RequireTaken<Half>();
        RequireTaken<TimeSpan>();
        RequireTaken<DayOfWeek>();
        RequireTaken<Vector512<byte>>();
        RequireTaken<KeyValuePair<int, long>>();
        RequireTaken<Plain>();
        RequireTaken<WithPointer>();
        RequireTaken<WithBuffer>();
        RequireTaken<Padding>();
        RequireTaken<Longs>();
    }

    public void Dispose()
    {
        _map.Dispose();
        _temp.Dispose();
    }

    private void RequireRefusal<T>(string flaw)
        where T : unmanaged
    {
        PersistentBuffer slice = _map.Slice(4096, 4096);
        Exception[] refusals =
        [
            Assert.Throws<ArgumentException>(() => _map.Ref<T>(0)),
            Assert.Throws<ArgumentException>(() => _ = _map.ReadOnlyRef<T>(0)),
            Assert.Throws<ArgumentException>(() => slice.Ref<T>(0)),
        ];
        Assert.All(refusals, refusal => Assert.Contains(flaw, refusal.Message, StringComparison.Ordinal));
    }

    private void RequireTaken<T>()
        where T : unmanaged
    {
        Assert.Null(Record.Exception(() => _map.Ref<T>(0)));
        Assert.Null(Record.Exception(() => _ = _map.ReadOnlyRef<T>(0)));
    }

#pragma warning disable CS0169, CS0649, IDE0044, IDE0051 // Fields that are there for the layout.
    private struct WithDate
    {
        public byte Before;
        public DateTime When;
    }

    private struct WithPrivateDate
    {
        private DateTime _when;
    }

    private struct WithTuple
    {
        public (byte, long, byte) Parts;
        public long End;
    }

    private struct Deep
    {
        public long Before;
        public WithDate Inner;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct AtOffsets
    {
        [FieldOffset(8)]
        public DateTime When;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Chosen
    {
        public byte Before;
        public long After;
    }

    [InlineArray(4)]
    private struct Dates
    {
        private DateTime _first;
    }

    [InlineArray(4)]
    private struct Longs
    {
        private long _first;
    }

    private struct WithVector
    {
        public long Before;
        public Vector<byte> Lanes;
    }

    private struct Plain
    {
        public byte Before;
        public Guid Name;
        public DayOfWeek Day;
        public long After;
    }

    private unsafe struct WithPointer
    {
        public byte* Pointer;
        public delegate*<void> Function;
    }

    private unsafe struct WithBuffer
    {
        public fixed byte Bytes[16];
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Padding;
#pragma warning restore CS0169, CS0649, IDE0044, IDE0051
}
