using Switchroom.Server.Api;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Phone;

/// <summary>How many calls there may be at once, of a room, a key and a domain.</summary>
internal static class CallLimits
{
    /// <summary>Null where there is a place for one more call, else which limit is reached. A call that comes from another room has its place already.</summary>
    public static ApiError? Problem(CallSetup setup, CallLoad load, DialOutSettings settings)
    {
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

        return load.OfDomain(setup.Facts.DomainId) >= settings.MaxCallsPerDomain
            ? Reached($"the domain has reached its limit of {settings.MaxCallsPerDomain} concurrent calls")
            : null;
    }

    private static ApiError Reached(string info) => new(429, "rate-limit-error", info);
}
