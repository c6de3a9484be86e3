using System.Numerics;

namespace DaxNative.Testing;

/// <summary>Numbers the units that have something pending, of the many that a memory has. Emptied at no cost.</summary>
internal sealed class UnitNumbers
{
    private (int Stamp, int Unit, int Number)[] _places = new (int, int, int)[64];
    private int _stamp;

    /// <summary>Forgets all, and makes room.</summary>
    /// <param name="most">How many units may come.</param>
    internal void Clear(int most)
    {
        _stamp++;
        if (most * 2 > _places.Length)
        {
            _places = new (int, int, int)[BitOperations.RoundUpToPowerOf2((uint)most * 2)];
        }
    }

    /// <summary>A unit's number.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="next">What it becomes where it has none.</param>
    internal int Of(int unit, int next)
    {
        int mask = _places.Length - 1;
        int at = (int)((uint)(unit * 0x9E37_79B1u) >> 7) & mask;
        while (_places[at].Stamp == _stamp && _places[at].Unit != unit)
        {
            at = (at + 1) & mask;
        }

        if (_places[at].Stamp != _stamp)
        {
            _places[at] = (_stamp, unit, next);
        }

        return _places[at].Number;
    }
}
