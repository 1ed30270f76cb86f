using System.Globalization;
using System.Text;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>REFER in one session, both ways, with the subscription each makes (RFC 3515, RFC 3892). One at a time each way.</summary>
internal sealed class SessionTransfer(Session session) : ITimed
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    /// <summary>How much longer than it said a peer may take before its subscription counts as lost.</summary>
    private static readonly TimeSpan ExpiryGrace = TimeSpan.FromSeconds(5);

    private ServerTransaction? _asked;
    private Deadline? _patience;
    private Deadline? _expiry;
    private bool _weAsked;
    private bool _peerListens;
    private uint _eventId;

    private EndpointContext Context => session.Context;

    public void Refer(SendRefer command, Replaces? replaces)
    {
        if (!session.IsConfirmed)
        {
            return;
        }

        if (_weAsked)
        {
            Report(491, "Another transfer is under way", true, ReferNews.Answer);
            return;
        }

        var target = replaces is null ? command.Target : command.Target.WithHeader("Replaces", replaces.ToString());
        var refer = session.Create(SipMethod.Refer);
        refer.ReferTo = new NameAddr(target);
        if (command.ReferredBy is { } by)
        {
            refer.ReferredBy = new NameAddr(by);
        }

        _weAsked = true;
        InDialogRequest.Send(session, refer, HandleReferred);
    }

    public void ReceiveNotify(ServerTransaction transaction)
    {
        var notify = transaction.Request;
        if (!_weAsked || notify.Event?.Is("refer") != true)
        {
            transaction.Respond(session.Respond(transaction, notify.Event?.Is("refer") == false ? 489 : 481));
            return;
        }

        transaction.Respond(session.Respond(transaction, 200));
        var ends = notify.SubscriptionState?.Is("terminated") == true;
        var (status, phrase) = Fragment(notify.Body.Span);
        if (ends || status >= 200)
        {
            StopAsking();
            if (status > 0)
            {
                Report(status, phrase, true);
            }
            else
            {
                ReportSilence();
            }
        }
        else
        {
            Await(notify.SubscriptionState?.Parameters["expires"]);
            if (status > 0)
            {
                Report(status, phrase, false);
            }
        }
    }

    public void ReceiveRefer(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (request.ReferTo is not { } target)
        {
            transaction.Respond(session.Respond(transaction, 400, "Refer-To Missing"));
        }
        else if (_asked is not null || _peerListens || !session.IsConfirmed)
        {
            transaction.Respond(session.Respond(transaction, 491));
        }
        else
        {
            _asked = transaction;
            _patience = Context.Arm(Context.Options.OwnerPatience, this, TimerName.OwnerSilent);
            var replaces = target.Uri.HeaderOf("Replaces") is { } text ? Replaces.Parse(text) : null;
            session.Call.Report(new ReferReceived(Context.Now, session.Call.Key, target.Uri.ForRequest(), replaces, request.ReferredBy));
        }
    }

    public void Accept()
    {
        if (TakeAsked() is { } transaction)
        {
            transaction.Respond(session.Respond(transaction, 202));
            _peerListens = true;
            _eventId = transaction.Request.CSeq.Number;
            _expiry = Context.Arm(Lifetime, this, TimerName.SubscriptionExpiry);
            Notify(100, "Trying", false);
        }
    }

    public void Refuse(int status)
    {
        if (TakeAsked() is { } transaction)
        {
            transaction.Respond(session.Respond(transaction, status));
        }
    }

    /// <summary>Tells the peer how its call goes.</summary>
    public void Tell(int status, string phrase)
    {
        if (_peerListens)
        {
            Notify(status, phrase, status >= 200);
        }
    }

    public void Stop()
    {
        if (TakeAsked() is { } transaction)
        {
            transaction.Respond(session.Respond(transaction, 481));
        }

        _peerListens = false;
        StopAsking();
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.OwnerSilent)
        {
            Refuse(603);
        }
        else if (_peerListens)
        {
            _expiry = null;
            Notify(408, "Request Timeout", true);
        }
        else
        {
            _expiry = null;
            _weAsked = false;
            ReportSilence();
        }
    }

    /// <summary>Status and phrase of a sipfrag body (RFC 3420); status 0 if it has none.</summary>
    private static (int Status, string Phrase) Fragment(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOfAny((byte)'\r', (byte)'\n');
        var words = Encoding.UTF8.GetString(end < 0 ? body : body[..end]).Split(' ', 3);
        return words.Length >= 2 && words[0] == "SIP/2.0" && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 100 and <= 699
            ? (status, words.Length > 2 ? words[2] : "")
            : (0, "");
    }

    private void HandleReferred(SipResponse? response)
    {
        if (!_weAsked)
        {
            return; // the last NOTIFY overtook the response, and said all there is
        }

        if (response is { IsSuccess: true })
        {
            if (_expiry is null)
            {
                Await(expires: null);
            }

            Report(response.Status, response.Reason, false, ReferNews.Answer);
        }
        else
        {
            StopAsking();
            Report(response?.Status ?? 408, response?.Reason ?? "No response", true, response is null ? ReferNews.Silence : ReferNews.Answer);
        }
    }

    /// <summary>Waits for the next NOTIFY, as long as the peer says the subscription lasts and never longer than we let one last.</summary>
    private void Await(string? expires)
    {
        if (_peerListens)
        {
            return; // the deadline is that of the peer's own REFER
        }

        var longest = int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < Lifetime.TotalSeconds
            ? TimeSpan.FromSeconds(seconds) + ExpiryGrace
            : Lifetime;
        Context.Timers.Cancel(ref _expiry);
        _expiry = Context.Arm(longest, this, TimerName.SubscriptionExpiry);
    }

    private void Notify(int status, string phrase, bool last)
    {
        var notify = session.Create(SipMethod.Notify);
        notify.Event = new Token("refer") { Parameters = SipParameters.Empty.With("id", _eventId.ToString(CultureInfo.InvariantCulture)) };
        notify.SubscriptionState = last
            ? new Token("terminated") { Parameters = SipParameters.Empty.With("reason", "noresource") }
            : new Token("active") { Parameters = SipParameters.Empty.With("expires", Lifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture)) };
        notify.SetBody(MediaType.SipFragment, Encoding.UTF8.GetBytes($"SIP/2.0 {status} {phrase}\r\n"));
        if (last)
        {
            _peerListens = false;
            Context.Timers.Cancel(ref _expiry);
        }

        InDialogRequest.Send(session, notify, response => _peerListens &= response is { IsSuccess: true });
    }

    private void ReportSilence() => Report(408, "Nothing was told", true, ReferNews.Silence);

    private void Report(int status, string phrase, bool isFinal, ReferNews news = ReferNews.Notified) =>
        session.Call.Report(new ReferProgressed(Context.Now, session.Call.Key, status, phrase, isFinal) { News = news });

    private ServerTransaction? TakeAsked()
    {
        Context.Timers.Cancel(ref _patience);
        var asked = _asked;
        _asked = null;
        return asked;
    }

    private void StopAsking()
    {
        _weAsked = false;
        if (!_peerListens)
        {
            Context.Timers.Cancel(ref _expiry);
        }
    }
}
