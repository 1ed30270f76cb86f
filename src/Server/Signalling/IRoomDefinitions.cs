namespace Switchroom.Server.Signalling;

/// <summary>The rooms that were made by the API, wherever they are stored.</summary>
internal interface IRoomDefinitions
{
    /// <summary>A room by name, expired or not; null when there is none.</summary>
    /// <param name="domainId">The tenant of the token; null for a join without a token.</param>
    /// <param name="name">The room's name.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    ValueTask<RoomDefinition?> FindAsync(string? domainId, string name, CancellationToken cancellation);
}
