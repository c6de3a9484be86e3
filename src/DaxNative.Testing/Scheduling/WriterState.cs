namespace DaxNative.Testing;

/// <summary>Where a writer is with its turns. At most one of them is given a turn, running or arrived.</summary>
internal enum WriterState
{
    /// <summary>Has not come to an event yet: one of the structure's own threads.</summary>
    New,

    /// <summary>Waits for its turn at an event, or at its beginning.</summary>
    Waiting,

    /// <summary>Has been given the turn and has not woken yet, however long that takes.</summary>
    Given,

    /// <summary>Has the turn.</summary>
    Running,

    /// <summary>Has come to an event or its end with the turn, and waits for others to stand still.</summary>
    Arrived,

    /// <summary>Waits for something of its own, and looks whether it is there with the turn only: between two looks it does not run.</summary>
    Parked,

    /// <summary>Had the turn and has not come to an event since, nor to a wait that can be seen: it spins, or sleeps.</summary>
    Blocked,

    /// <summary>Has ended.</summary>
    Ended,
}
