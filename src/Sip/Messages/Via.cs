using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>One hop of a request's path (RFC 3261 section 20.42, RFC 3581).</summary>
public sealed record Via : HeaderValue
{
    /// <summary>How every branch made by RFC 3261 begins.</summary>
    public const string MagicCookie = "z9hG4bK";

    /// <summary>A hop.</summary>
    /// <param name="transport">UDP, TCP, TLS, WS or WSS.</param>
    /// <param name="host">Name or address; IPv6 without brackets.</param>
    /// <param name="port">The port, if not the transport's default.</param>
    public Via(string transport, string host, int? port = null)
    {
        Transport = transport;
        Host = host;
        Port = port;
    }

    /// <summary>The transport in upper case.</summary>
    public string Transport { get; init; }

    /// <summary>Name or address of sent-by; IPv6 without brackets.</summary>
    public string Host { get; init; }

    /// <summary>Port of sent-by, if named.</summary>
    public int? Port { get; init; }

    /// <summary>Parameters.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The branch; null if there is none.</summary>
    public string? Branch => Parameters["branch"];

    /// <summary>The source address that the next hop saw.</summary>
    public string? Received => Parameters["received"];

    /// <summary>Whether the sender asks for a response to the port it sent from (RFC 3581).</summary>
    public bool HasRPort => Parameters.Contains("rport");

    /// <summary>The source port that the next hop saw; null if it is absent or still without a value.</summary>
    public int? RPort => int.TryParse(Parameters["rport"], out var port) && port is >= 0 and <= 65535 ? port : null;

    /// <summary>This hop with another parameter.</summary>
    public Via With(string name, string? value = null) => this with { Parameters = Parameters.With(name, value) };

    internal static Via? Read(ReadOnlySpan<byte> text) =>
        ViaScan.TryScan(text, out var scan) && ParameterScanner.Read(scan.Parameters) is { } parameters
            ? new Via(ViaScan.TransportOf(scan.Transport), SipUri.HostText(scan.Host), scan.Port) { Parameters = parameters }
            : null;

    /// <summary>
    /// What can be used of a Via whose parameters may break the grammar: sent-by, and each parameter that can be read by itself.
    /// Null if not even sent-by can be read.
    /// </summary>
    internal static Via? ReadUsable(ReadOnlySpan<byte> text)
    {
        if (!ViaScan.TryScan(text, out var scan))
        {
            return null;
        }

        var parameters = new List<SipParameter>();
        foreach (var range in scan.Parameters.Split((byte)';'))
        {
            var piece = scan.Parameters[Math.Max(0, range.Start.Value - 1)..range.End.Value];
            if (parameters.Count < ParameterScanner.MaxParameters && ParameterScanner.Read(piece) is { } read)
            {
                parameters.AddRange(read);
            }
        }

        return new Via(ViaScan.TransportOf(scan.Transport), SipUri.HostText(scan.Host), scan.Port) { Parameters = new SipParameters([.. parameters]) };
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Ascii("SIP/2.0/");
        writer.Text(Transport);
        writer.Byte(' ');
        writer.HostAndPort(Host, Port);
        Parameters.WriteTo(writer);
    }
}
