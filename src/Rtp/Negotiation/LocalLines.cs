using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>The m-lines of the session: they only ever grow, and each keeps its place (RFC 3264 section 8).</summary>
internal sealed class LocalLines
{
    private readonly List<MediaDescription> _rejected = [];

    /// <summary>How many m-lines the session has.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Which of them is our audio.</summary>
    public int AudioIndex { get; private set; }

    /// <summary>The audio line's protocol once it is settled.</summary>
    public string? Protocol { get; set; }

    /// <summary>Takes over the lines of an offer that is answered.</summary>
    public void Take(SessionDescription offer, MediaDescription audio)
    {
        _rejected.Clear();
        foreach (var media in offer.Media)
        {
            var refused = new MediaDescription(media.Kind, 0, media.Protocol);
            refused.Formats.AddRange(media.Formats.Count > 0 ? media.Formats : ["0"]);
            if (media.Mid is { } mid)
            {
                refused.Attributes.Add("mid", mid);
            }

            _rejected.Add(refused);
        }

        Count = offer.Media.Count;
        AudioIndex = offer.Media.IndexOf(audio);
        Protocol = audio.Protocol;
    }

    /// <summary>Puts our audio line into its place among the rejected ones.</summary>
    public void Fill(SessionDescription session, MediaDescription audio)
    {
        for (var i = 0; i < Count; i++)
        {
            session.Media.Add(i == AudioIndex ? audio : _rejected[i]);
        }
    }
}
