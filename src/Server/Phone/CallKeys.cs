using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>Presses keys towards the far end of an answered call. On <see cref="CallControl"/>'s task only.</summary>
internal static class CallKeys
{
    /// <summary>Sends keys by the method that was asked for; <c>auto</c> leaves it to what was negotiated.</summary>
    public static async Task<ApiError?> SendAsync(CallSession session, CallControl control, DtmfRequest request)
    {
        if (request.Method == "sip-info")
        {
            return SendByInfo(session, control, request);
        }

        var sent = await control.AskMediaAsync(
            new StartDtmf(session.Setup.RoomId, session.SessionId, request.Tones, request.DigitDuration, DtmfDefaults.Gap));
        return sent.IsDone ? null : request.Method == "auto" ? SendByInfo(session, control, request) : ApiError.Invalid(sent.Detail);
    }

    private static ApiError? SendByInfo(CallSession session, CallControl control, DtmfRequest request)
    {
        if (session.Attempt is not { } key)
        {
            return ApiError.Invalid("Call closed before command could be delivered");
        }

        foreach (var digit in request.Tones)
        {
            control.Post(new SendInfo(key, DtmfRelay.Write(digit, request.DigitDuration)));
        }

        return null;
    }
}
