namespace Switchroom.Server.Phone;

/// <summary>
/// When a dialled party has been without company for too long (<c>daily-api.md</c> 2.8). While nobody of the web has been in the room since the
/// dialling, the first limit counts from the answer and other dialled parties are company; once somebody was and all of them left, the second limit counts,
/// whoever else is on the phone.
/// </summary>
internal sealed class IdleTimer(IdleLimits limits)
{
    private bool _hadWebUsers;

    /// <summary>When to hang up; null while there is company, or no limit.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>Somebody of the web came, and may have gone since: whatever was counted until then counts no more.</summary>
    public void Visit() => (_hadWebUsers, Due) = (true, null);

    /// <summary>Takes the room as it is now.</summary>
    /// <param name="webUsers">Participants that are not on the phone.</param>
    /// <param name="otherParties">Other answered parties.</param>
    /// <param name="answered">This party has answered.</param>
    /// <param name="now">Monotonic time.</param>
    public void Update(int webUsers, int otherParties, bool answered, TimeSpan now)
    {
        _hadWebUsers |= webUsers > 0;
        var limit = _hadWebUsers ? limits.AfterConversation : limits.Waiting;
        var alone = _hadWebUsers
            ? webUsers == 0
            : answered && otherParties == 0 && limits.Waiting > TimeSpan.Zero;
        Due = alone ? Due ?? now + limit : null;
    }
}
