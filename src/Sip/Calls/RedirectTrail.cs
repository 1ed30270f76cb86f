using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>What a 3xx leads to.</summary>
internal enum RedirectStep
{
    Fail,
    Ask,
    Follow,
    TooMany,
}

/// <summary>The redirections of one call attempt: who was tried, who is left, and how many more are allowed.</summary>
internal sealed class RedirectTrail(CallRequest request)
{
    private readonly HashSet<string> _tried = [request.Target.ForRequest().ToString()];
    private readonly Queue<SipUri> _left = new();
    private int _followed;

    public IReadOnlyList<SipUri> Contacts { get; private set; } = [];

    public int Remaining => request.RedirectLimit - _followed;

    /// <summary>The owner has been asked and may choose.</summary>
    public bool IsAsking { get; private set; }

    public RedirectStep Take(SipResponse response)
    {
        Contacts = Redirection.ContactsOf(response).Where(contact => !_tried.Contains(contact.ForRequest().ToString())).ToList();
        if (request.Redirects == RedirectPolicy.Fail || !response.Headers.Contains(SipHeader.Contact))
        {
            return RedirectStep.Fail;
        }

        if (Contacts.Count == 0 || Remaining <= 0)
        {
            return RedirectStep.TooMany;
        }

        IsAsking = request.Redirects == RedirectPolicy.Ask;
        if (!IsAsking)
        {
            _left.Clear();
            foreach (var contact in Contacts)
            {
                _left.Enqueue(contact);
            }
        }

        return IsAsking ? RedirectStep.Ask : RedirectStep.Follow;
    }

    public bool TryFollow(SipUri contact)
    {
        IsAsking = false;
        _followed++;
        return _tried.Add(contact.ForRequest().ToString());
    }

    /// <summary>The next contact to follow by policy; null if none is left or allowed.</summary>
    public SipUri? Next()
    {
        while (Remaining > 0 && _left.TryDequeue(out var contact))
        {
            if (TryFollow(contact))
            {
                return contact;
            }
        }

        return null;
    }
}
