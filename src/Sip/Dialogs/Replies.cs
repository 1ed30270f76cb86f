using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>Responses as this agent makes them.</summary>
internal static class Replies
{
    /// <summary>A response with a To tag (RFC 3261 8.2.6.2), and in 2xx to INVITE, UPDATE and OPTIONS what we can do.</summary>
    public static SipResponse For(EndpointContext context, SipRequest request, int status, string? tag, string? phrase = null)
    {
        var response = SipResponse.For(request, status, phrase);
        if (tag is not null && status > 100 && response.To.Tag is null)
        {
            response.To = response.To.WithTag(tag);
        }

        if (status == 100)
        {
            response.Headers.CopyFrom(request.Headers, SipHeader.Timestamp);
            return response;
        }

        response.Headers.Add(SipHeader.Server, context.Options.Product);
        if (status < 300 && request.Method != SipMethod.Bye)
        {
            response.Headers.Add(SipHeader.Allow, Capabilities.Allow);
            response.Headers.Add(SipHeader.Supported, Capabilities.Supported);
        }

        return response;
    }

    /// <summary>200 to OPTIONS, as an INVITE would be answered now (RFC 3261 11.2): 503 while draining.</summary>
    public static SipResponse ForOptions(EndpointContext context, SipRequest request, string? tag)
    {
        if (context.DrainRetryAfter is { } wait)
        {
            return Busy(context, request, tag, wait);
        }

        var response = For(context, request, 200, tag);
        response.Headers.Add(SipHeader.Accept, "application/sdp");
        return response;
    }

    public static SipResponse Busy(EndpointContext context, SipRequest request, string? tag, TimeSpan retryAfter)
    {
        var response = For(context, request, 503, tag);
        response.RetryAfter = new Seconds((uint)Math.Max(1, retryAfter.TotalSeconds));
        return response;
    }
}
