using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Registrations;

/// <summary>Keeps one contact registered (RFC 3261 section 10) and its flow open (RFC 5626 section 4.4).</summary>
internal sealed class Registration(EndpointContext context, RegistrationKey key, RegistrationRequest request, Action removed) : IDeliveryUser, ITimed
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly byte[] Ping = "\r\n\r\n"u8.ToArray();

    private readonly Authorizer? _authorizer = Authorizer.For(request.Credentials, context.Random);
    private readonly string _callId = context.Token(16);
    private readonly string _tag = context.Token(8);
    private RequestDelivery? _delivery;
    private Deadline? _next;
    private Deadline? _keepAlive;
    private TimeSpan _expires = request.Expires;
    private uint _number;
    private int _challenges;
    private int _failures;
    private bool _stopping;
    private bool _isRegistered;

    /// <summary>Where the registrar reaches us.</summary>
    public FlowId? Flow { get; private set; }

    private string User => request.AddressOfRecord.User ?? context.Options.ContactUser;

    public void Start()
    {
        Report(RegistrationState.Registering, 0, "");
        Register();
    }

    /// <summary>Withdraws by a lifetime of zero (RFC 3261 10.2.2).</summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        StopTimers();
        if (_isRegistered)
        {
            _challenges = 0;
            Register();
        }
        else
        {
            _delivery?.Abandon();
            Finish(RegistrationState.Removed, 0, "");
        }
    }

    public void HandleFlowClosed()
    {
        if (!_stopping && _isRegistered)
        {
            Flow = null;
            Retry(0, "the connection broke");
        }
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.KeepAlive)
        {
            KeepAlive();
        }
        else
        {
            _next = null;
            _challenges = 0;
            Register();
        }
    }

    public void HandleResponse(RequestDelivery delivery, SipResponse response)
    {
        if (response.IsProvisional || delivery != _delivery)
        {
            return;
        }

        if (response.Status is 401 or 407 && ++_challenges <= Authorizer.AttemptLimit && _authorizer?.TryAnswer(delivery.Request, response) is { } again)
        {
            again.CSeq = new CSeq(++_number, SipMethod.Register);
            Send(again);
            return;
        }

        _authorizer?.HandleFinal(response);
        if (_stopping)
        {
            Finish(RegistrationState.Removed, response.Status, response.Reason);
        }
        else if (response.IsSuccess)
        {
            HandleRegistered(delivery, response);
        }
        else if (response.Status == 423 && response.MinExpires is { } minimum && minimum > _expires.TotalSeconds)
        {
            _expires = TimeSpan.FromSeconds(minimum);
            Register();
        }
        else if (response.Status is 401 or 403 or 404 or 407 or 416 or 420)
        {
            Finish(RegistrationState.Failed, response.Status, response.Reason);
        }
        else
        {
            Retry(response.Status, response.Reason, response.RetryAfter);
        }
    }

    public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail)
    {
        if (delivery != _delivery)
        {
            return;
        }

        if (_stopping)
        {
            Finish(RegistrationState.Removed, 408, detail);
        }
        else
        {
            Retry(0, detail);
        }
    }

    private void Register()
    {
        var register = new SipRequest(SipMethod.Register, request.Registrar.ForRequest());
        foreach (var route in request.Route)
        {
            register.Headers.Add(SipHeader.Route, new NameAddr(route));
        }

        register.MaxForwards = Capabilities.MaxForwards;
        register.From = new NameAddr(request.AddressOfRecord.ForRequest()).WithTag(_tag);
        register.To = new NameAddr(request.AddressOfRecord.ForRequest());
        register.CallId = _callId;
        register.CSeq = new CSeq(++_number, SipMethod.Register);
        register.Expires = _stopping ? 0 : (uint)_expires.TotalSeconds;
        register.Headers.Add(SipHeader.UserAgent, context.Options.Product);
        register.Headers.Add(SipHeader.Allow, Capabilities.Allow);
        _authorizer?.Authorize(register);
        Send(register);
    }

    private void Send(SipRequest register)
    {
        _delivery = new RequestDelivery(context, register, request.Route.Count > 0 ? request.Route[0] : request.Registrar, this)
        {
            ContactUser = User,
            PreferredFlow = _isRegistered ? Flow : null,
        };
        _delivery.Start();
    }

    private void HandleRegistered(RequestDelivery delivery, SipResponse response)
    {
        _failures = 0;
        _isRegistered = true;
        Flow = delivery.Flow;
        var granted = GrantedBy(response, delivery.Request.Contact!);
        context.Timers.Cancel(ref _next);

        // Some time before the end, so that one lost round does not cost the binding: a tenth, at least 5 s for lifetimes that allow it.
        var margin = TimeSpan.FromSeconds(Math.Max(granted.TotalSeconds / 10, Math.Min(5, granted.TotalSeconds / 2)));
        _next = context.Arm(granted - margin, this, TimerName.RegistrationRefresh);
        KeepAliveLater();
        Report(RegistrationState.Registered, response.Status, response.Reason);
    }

    /// <summary>Our binding's lifetime: its contact's expires parameter, else Expires, else what we asked (RFC 3261 10.2.4).</summary>
    private TimeSpan GrantedBy(SipResponse response, NameAddr ours)
    {
        foreach (var contact in response.Contacts)
        {
            if (contact.Expires is { } expires && contact.Uri.User == ours.Uri.User && contact.Uri.Host == ours.Uri.Host && contact.Uri.Port == ours.Uri.Port)
            {
                return TimeSpan.FromSeconds(Math.Max(1, expires));
            }
        }

        return TimeSpan.FromSeconds(Math.Max(1, response.Expires ?? (uint)_expires.TotalSeconds));
    }

    private void Retry(int status, string detail, Seconds? retryAfter = null)
    {
        StopTimers();
        _isRegistered = false;
        var wait = FirstRetry * Math.Pow(2, Math.Min(_failures++, 10));
        wait = wait > LongestRetry ? LongestRetry : wait;
        if (retryAfter is { } asked)
        {
            wait = TimeSpan.FromSeconds(Math.Min(asked.Value, LongestRetry.TotalSeconds));
        }

        // Between half and all of the wait, so that many clients do not come back at once (RFC 5626 4.5).
        _next = context.Arm(wait * (0.5 + context.Random.NextDouble() / 2), this, TimerName.RegistrationRefresh);
        Report(RegistrationState.Retrying, status, detail);
    }

    private void KeepAlive()
    {
        _keepAlive = null;
        if (Flow is { } flow && context.Flows.IsUsable(flow))
        {
            context.Send(flow, Ping);
            KeepAliveLater();
        }
    }

    private void KeepAliveLater()
    {
        context.Timers.Cancel(ref _keepAlive);
        var interval = Flow is { IsReliable: true } ? context.Options.StreamKeepAlive : context.Options.UdpKeepAlive;
        _keepAlive = context.Arm(interval * (0.8 + context.Random.NextDouble() / 5), this, TimerName.KeepAlive);
    }

    private void Finish(RegistrationState state, int status, string detail)
    {
        StopTimers();
        removed();
        Report(state, status, detail);
    }

    private void Report(RegistrationState state, int status, string detail) =>
        context.Report(new RegistrationChanged(context.Now, key, state, status, detail) { Flow = state == RegistrationState.Registered ? Flow : null });

    private void StopTimers()
    {
        context.Timers.Cancel(ref _next);
        context.Timers.Cancel(ref _keepAlive);
    }
}
