using Switchroom.Server.Api;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Phone;

/// <summary>How many calls there may be at once, of a room, a key, a domain and the trunks that could carry them.</summary>
internal static class CallLimits
{
    /// <summary>Null where there is a place for one more call, else which limit is reached. A call that comes from another room has its place already.</summary>
    /// <param name="setup">The call.</param>
    /// <param name="load">What there is already.</param>
    /// <param name="settings">The limits of keys and domains.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="route">The first of its routes with a place.</param>
    public static ApiError? Problem(CallSetup setup, CallLoad load, DialOutSettings settings, TimeSpan now, out CallRoute route)
    {
        route = setup.Plan.Routes[0];
        if (setup.RoomLimit is { } limit && load.OfRoom(setup.StoredRoomId) >= limit)
        {
            return ApiError.SessionLimit(setup.Facts.Room, limit);
        }

        if (setup.MediaSince is not null)
        {
            return null;
        }

        if (setup.KeyId is { } key && load.OfKey(key) >= settings.MaxCallsPerKey)
        {
            return Reached($"the API key has reached its limit of {settings.MaxCallsPerKey} concurrent calls");
        }

        if (load.OfDomain(setup.Facts.DomainId) >= settings.MaxCallsPerDomain)
        {
            return Reached($"the domain has reached its limit of {settings.MaxCallsPerDomain} concurrent calls");
        }

        if (load.WithRoom(setup.Plan.Routes, now) is not { } free)
        {
            return ApiError.Unavailable($"every trunk that serves {setup.Facts.Destination} is at its limit, try again");
        }

        route = free;
        return null;
    }

    private static ApiError Reached(string info) => new(429, "rate-limit-error", info);
}
