using System.Globalization;

namespace Switchroom.Rtp.Sdp;

/// <summary>The id of a header extension (<c>a=extmap</c>, RFC 8285 section 8).</summary>
/// <param name="Id">1 to 255; 4096 to 4351 in offers of more extensions than ids are not supported.</param>
/// <param name="Uri">What the extension is.</param>
/// <param name="Direction">Who sends it; null when unstated, which is both.</param>
public sealed record ExtensionMap(byte Id, string Uri, MediaDirection? Direction = null)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Id}{(Direction is { } direction ? "/" + direction.SdpName() : "")} {Uri}");

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out ExtensionMap? map)
    {
        map = null;
        var words = new SdpText(value);
        var id = words.Word();
        var slash = id.IndexOf('/');
        var uri = words.Word();
        if (!SdpText.TryNumber(slash < 0 ? id : id[..slash], out var number) || number is 0 or > 255 || uri.IsEmpty)
        {
            return false;
        }

        MediaDirection? direction = null;
        if (slash >= 0)
        {
            foreach (var candidate in Enum.GetValues<MediaDirection>())
            {
                direction = id[(slash + 1)..].SequenceEqual(candidate.SdpName()) ? candidate : direction;
            }

            if (direction is null)
            {
                return false;
            }
        }

        map = new ExtensionMap((byte)number, uri.ToString(), direction);
        return true;
    }
}
