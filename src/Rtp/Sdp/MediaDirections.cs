namespace Switchroom.Rtp.Sdp;

/// <summary>Reading, writing and answering a <see cref="MediaDirection"/>.</summary>
public static class MediaDirections
{
    private static readonly string[] Names = ["inactive", "sendonly", "recvonly", "sendrecv"];

    /// <summary>The attribute's name.</summary>
    public static string SdpName(this MediaDirection direction) => Names[(int)direction];

    /// <summary>The same seen from the other side.</summary>
    public static MediaDirection Reversed(this MediaDirection direction) =>
        (direction.HasFlag(MediaDirection.SendOnly) ? MediaDirection.RecvOnly : 0) | (direction.HasFlag(MediaDirection.RecvOnly) ? MediaDirection.SendOnly : 0);

    /// <summary>The direction among attributes; null when none is stated.</summary>
    public static MediaDirection? Of(SdpAttributes attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Value is null && Array.IndexOf(Names, attribute.Name) is >= 0 and var index)
            {
                return (MediaDirection)index;
            }
        }

        return null;
    }

    /// <summary>States a direction in place of any other.</summary>
    public static void Set(SdpAttributes attributes, MediaDirection direction)
    {
        foreach (var name in Names)
        {
            attributes.Remove(name);
        }

        attributes.Add(direction.SdpName());
    }
}
