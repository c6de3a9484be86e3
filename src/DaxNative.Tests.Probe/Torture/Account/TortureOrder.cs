using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>Whether the records of a log follow each other as they were appended, and transactions are whole.</summary>
/// <param name="mayBeMissing">Whether a record was given up or refused, by its name.</param>
internal sealed class TortureOrder(Predicate<TortureRecord> mayBeMissing)
{
    private readonly Dictionary<int, int> _next = [];
    private int _firstRound = -1;
    private int _round = -1;
    private long _lastNumber = -1;
    private TortureRecord? _transaction;

    /// <exception cref="TortureException">The record is out of order, half of its transaction is missing, or it was given up.</exception>
    internal void Add(LogSequenceNumber number, TortureRecord record)
    {
        Require(number.Value > _lastNumber, number, record, "has a number that is not greater than the one before");
        Require(record.Number != TortureRecord.Abandoned, number, record, "was given up and is there");
        Require(record.Round >= _round, number, record, $"comes after one of round {_round}: it had been dropped and rose again");
        if (_transaction is { } before)
        {
            Require(record == before with { Number = before.Number + 1, Index = before.Index + 1 }, number, record, $"stands where the transaction of {before} goes on");
        }
        else
        {
            Require(record.Index == 0, number, record, "is in a transaction whose beginning is missing");
        }

        if (record.Round != _round)
        {
            _round = record.Round;
            _firstRound = _firstRound < 0 ? _round : _firstRound;
            _next.Clear();
        }

        // Of the first round that is there, the head may have cut off a part.
        if (_next.TryGetValue(record.Writer, out int expected) || record.Round != _firstRound)
        {
            while (expected < record.Number && mayBeMissing(new TortureRecord(record.Round, record.Writer, expected)))
            {
                expected++;
            }

            Require(record.Number == expected, number, record, $"is out of its thread's order, {expected} was expected");
        }

        _next[record.Writer] = record.Number + 1;
        _lastNumber = number.Value;
        _transaction = record.Index + 1 < record.Count ? record : null;
    }

    /// <exception cref="TortureException">The last transaction is not whole.</exception>
    internal void End()
    {
        if (_transaction is { } record)
        {
            throw new TortureException($"The transaction of {record} is half there.");
        }
    }

    private static void Require(bool isSo, LogSequenceNumber number, TortureRecord record, string what)
    {
        if (!isSo)
        {
            throw new TortureException($"Record {number} ({record}) {what}.");
        }
    }
}
