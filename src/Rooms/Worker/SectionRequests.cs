using Switchroom.WebRtc;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// What a client that always offers itself was asked for: media sections that it adds to its next offer. Requests and offers may cross, so a request counts as open
/// until the sections it was about have come.
/// </summary>
internal sealed class SectionRequests
{
    private readonly Request _audio = new(TrackKind.Audio);
    private readonly Request _video = new(TrackKind.Video);
    private bool _hasOffered;
    private bool _isOpen;

    /// <summary>Whether the client is to be asked now, and for how much more than it was asked for already. Its first offer comes unasked.</summary>
    public bool TryAsk(PeerConnection connection, out int audios, out int videos)
    {
        (audios, videos) = (0, 0);
        if (!_hasOffered)
        {
            return false;
        }

        audios = _audio.Ask(connection);
        videos = _video.Ask(connection);
        var asks = !_isOpen || audios + videos > 0;
        _isOpen = true;
        return asks;
    }

    /// <summary>The client's offer was answered.</summary>
    public void Offered(PeerConnection connection)
    {
        _audio.Offered(connection);
        _video.Offered(connection);
        _hasOffered = true;
        _isOpen = _audio.Open + _video.Open > 0;
    }

    /// <summary>Requests may have been lost.</summary>
    public void Forget()
    {
        _audio.Open = _video.Open = 0;
        _isOpen = false;
    }

    private sealed class Request(TrackKind kind)
    {
        private int _receiving;

        /// <summary>Sections asked for that have not come.</summary>
        public int Open { get; set; }

        public int Ask(PeerConnection connection)
        {
            var more = Math.Max(0, connection.MissingSections(kind) - Open);
            Open += more;
            return more;
        }

        public void Offered(PeerConnection connection)
        {
            var receiving = connection.ReceivingSections(kind);
            Open = Math.Max(0, Open - Math.Max(0, receiving - _receiving));
            _receiving = receiving;
        }
    }
}
