using System.Buffers.Text;
using System.IO.Compression;
using Google.Protobuf;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling;

/// <summary>
/// The query parameter <c>join_request</c>: base64 (of either alphabet, padded or not) of a <see cref="WrappedJoinRequest"/>, whose content may be compressed.
/// </summary>
internal static class JoinRequestReader
{
    /// <summary>What a client is told whose parameter cannot be read.</summary>
    public const string Refusal = "the query parameter join_request is missing or is no join request";

    /// <summary>Reads it; false when it is missing, malformed, or larger than <paramref name="maxBytes"/> once it is decompressed.</summary>
    public static bool TryRead(string parameter, int maxBytes, out JoinRequest? request)
    {
        request = null;
        string text = parameter.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        if (text.Length == 0 || text.Length / 4 * 3 > maxBytes || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            WrappedJoinRequest wrapped = WrappedJoinRequest.Parser.ParseFrom(Base64Url.DecodeFromChars(text));
            byte[]? content = wrapped.Compression switch
            {
                WrappedJoinRequest.Types.Compression.None => wrapped.JoinRequest.ToByteArray(),
                WrappedJoinRequest.Types.Compression.Gzip => Decompress(wrapped.JoinRequest.ToByteArray(), maxBytes),
                _ => null,
            };
            request = content is null ? null : JoinRequest.Parser.ParseFrom(content);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidDataException)
        {
            return false;
        }

        return request is not null;
    }

    private static byte[]? Decompress(byte[] compressed, int maxBytes)
    {
        using GZipStream gzip = new(new MemoryStream(compressed, writable: false), CompressionMode.Decompress);
        byte[] content = new byte[Math.Min(maxBytes, 4096)];
        int length = 0;
        while (true)
        {
            int read = gzip.Read(content, length, content.Length - length);
            length += read;
            if (read == 0)
            {
                return content[..length];
            }

            if (length == content.Length)
            {
                if (length >= maxBytes)
                {
                    return null;
                }

                Array.Resize(ref content, Math.Min(length * 2, maxBytes));
            }
        }
    }
}
