using System.Net;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>What a request must match to belong to a server transaction (RFC 3261 17.2.3): branch, sent-by and method, ACK and CANCEL counting as INVITE where they look for one.</summary>
internal readonly record struct ServerTransactionKey(string Branch, string SentBy, SipMethod Method);

/// <summary>All transactions of one endpoint, and how many of them each source has open.</summary>
internal sealed class TransactionTable
{
    private readonly Dictionary<(string Branch, SipMethod Method), ClientTransaction> _clients = [];
    private readonly Dictionary<ServerTransactionKey, ServerTransaction> _servers = [];
    private readonly Dictionary<RequestIdentity, ServerTransaction> _pending = [];
    private readonly Dictionary<IPAddress, int> _perSource = [];

    public int ClientCount => _clients.Count;

    /// <summary>Whether a request of ours has no final response yet.</summary>
    public bool HasUnanswered => _clients.Values.Any(client => client.State is TransactionState.Calling or TransactionState.Trying or TransactionState.Proceeding);

    public int ServerCount => _servers.Count;

    public int CountOf(IPAddress source) => _perSource.GetValueOrDefault(source);

    public void Add(ClientTransaction transaction) => _clients.Add((transaction.Branch, transaction.Request.Method), transaction);

    public void Remove(ClientTransaction transaction) => _clients.Remove((transaction.Branch, transaction.Request.Method));

    public void Add(ServerTransaction transaction)
    {
        _servers.Add(transaction.Key, transaction);
        _perSource[transaction.Source] = CountOf(transaction.Source) + 1;
        if (RequestIdentity.Of(transaction.Request) is { } identity)
        {
            _pending.TryAdd(identity, transaction);
        }
    }

    public void Remove(ServerTransaction transaction)
    {
        if (!_servers.Remove(transaction.Key))
        {
            return;
        }

        if (--System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_perSource, transaction.Source, out _) <= 0)
        {
            _perSource.Remove(transaction.Source);
        }

        if (RequestIdentity.Of(transaction.Request) is { } identity && _pending.TryGetValue(identity, out var pending) && pending == transaction)
        {
            _pending.Remove(identity);
        }
    }

    /// <summary>The transaction a response belongs to (RFC 3261 17.1.3).</summary>
    public ClientTransaction? FindClient(SipResponse response) =>
        response.Via.Branch is { } branch ? _clients.GetValueOrDefault((branch, response.CSeq.Method)) : null;

    public ServerTransaction? FindServer(ServerTransactionKey key) => _servers.GetValueOrDefault(key);

    /// <summary>Another transaction for the same request, which came by a second path (RFC 3261 8.2.2.2).</summary>
    public bool IsMerged(SipRequest request) => RequestIdentity.Of(request) is { } identity && _pending.ContainsKey(identity);

    /// <summary>Everything that waits on a flow that is gone hears of it.</summary>
    public void HandleFlowClosed(FlowId flow)
    {
        foreach (var client in _clients.Values.Where(transaction => transaction.Flow == flow).ToList())
        {
            client.HandleTransportError();
        }

        foreach (var server in _servers.Values.Where(transaction => transaction.Flow == flow).ToList())
        {
            server.HandleTransportError();
        }
    }

    /// <summary>Requests that a peer has not responded to hear that it is not there.</summary>
    public void HandleUnreachable(FlowId flow)
    {
        foreach (var client in _clients.Values.Where(each => each.Flow == flow && each.State is (TransactionState.Calling or TransactionState.Trying)).ToList())
        {
            client.HandleTransportError();
        }
    }

    /// <summary>The key of a request; <paramref name="as"/> is INVITE for an ACK or CANCEL that looks for its INVITE.</summary>
    public static ServerTransactionKey KeyOf(SipRequest request, SipMethod @as)
    {
        var via = request.Via;
        var sentBy = via.Port is { } port ? $"{via.Host}:{port}" : via.Host;
        if (via.Branch is { } branch && branch.StartsWith(Via.MagicCookie, StringComparison.OrdinalIgnoreCase))
        {
            return new ServerTransactionKey(branch, sentBy, @as);
        }

        // A peer of RFC 2543 has no unique branch: what it repeats are the names and the Request-URI (RFC 3261 17.2.3).
        return new ServerTransactionKey($"{request.Uri}|{request.CallId}|{request.From.Tag}|{request.CSeq.Number}|{via.Branch}", sentBy, @as);
    }

    /// <summary>A request whatever path it took; only requests outside dialogs have one.</summary>
    private readonly record struct RequestIdentity(string CallId, string FromTag, uint Number, SipMethod Method)
    {
        public static RequestIdentity? Of(SipRequest request) =>
            request.To.Tag is null && request.From.Tag is { } tag
                ? new RequestIdentity(request.CallId, tag, request.CSeq.Number, request.Method)
                : null;
    }
}
