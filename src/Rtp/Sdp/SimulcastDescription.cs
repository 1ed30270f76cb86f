namespace Switchroom.Rtp.Sdp;

/// <summary>Which streams are simulcast (<c>a=simulcast</c>, RFC 8853). Alternatives within one stream are parted by commas in SDP.</summary>
/// <param name="Send">Streams the describing side sends, each with its alternative ids; an id of a paused stream begins with "~".</param>
/// <param name="Receive">Streams it receives.</param>
public sealed record SimulcastDescription(IReadOnlyList<IReadOnlyList<string>> Send, IReadOnlyList<IReadOnlyList<string>> Receive)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString()
    {
        var send = Send.Count == 0 ? null : "send " + Join(Send);
        var receive = Receive.Count == 0 ? null : "recv " + Join(Receive);
        return send is null || receive is null ? send ?? receive ?? "" : $"{send} {receive}";
    }

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out SimulcastDescription? simulcast)
    {
        simulcast = null;
        var words = new SdpText(value);
        IReadOnlyList<IReadOnlyList<string>> send = [];
        IReadOnlyList<IReadOnlyList<string>> receive = [];
        for (var direction = words.Word(); !direction.IsEmpty; direction = words.Word())
        {
            var list = Split(words.Word());
            switch (direction)
            {
                case "send" when list.Count > 0: send = list; break;
                case "recv" when list.Count > 0: receive = list; break;
                default: return false;
            }
        }

        simulcast = new SimulcastDescription(send, receive);
        return send.Count + receive.Count > 0;
    }

    private static string Join(IReadOnlyList<IReadOnlyList<string>> streams) => string.Join(';', streams.Select(ids => string.Join(',', ids)));

    private static IReadOnlyList<string>[] SplitText(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ids => (IReadOnlyList<string>)ids.Split(',', StringSplitOptions.RemoveEmptyEntries))];

    private static IReadOnlyList<IReadOnlyList<string>> Split(ReadOnlySpan<char> word) => SplitText(word.ToString());
}
