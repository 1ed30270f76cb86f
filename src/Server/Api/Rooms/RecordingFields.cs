using System.Text.Json;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Where recordings, transcripts and streams of a room go.</summary>
internal static class RecordingFields
{
    private const int TemplateLength = 1024;

    private static readonly ChoiceRule Mode = new("cloud", "cloud-audio-only", "local", "raw-tracks");

    public static readonly Rule Modes = new EitherRule(Mode, new ListRule(Mode, 1, 4));

    private static readonly ObjectRule Bucket = new(
        Field.Text("bucket_name", 255, "Name of the bucket.", 1) with { Required = true },
        Field.Text("bucket_region", 64, "Its region.", 1) with { Required = true },
        Field.Text("assume_role_arn", 512, "Role to take on."),
        Field.Flag("allow_api_access", false, "The API may make links to the recordings."),
        Field.Flag("allow_streaming_from_bucket", false, "Links play rather than download."),
        Field.Choice("storage_provider", "aws", "Whose bucket it is.", "aws", "oci", "gcp", "azure"));

    public static readonly IReadOnlyList<Field> Storage =
    [
        Field.Text("enable_raw_tracks_transcoded_audio", 64, "Audio format of raw tracks."),
        new("recordings_bucket", Bucket, "Where recordings are stored."),
        Field.Text("recordings_template", TemplateLength, "Names of recordings."),
        Field.Flag("enable_transcription_storage", false, "Transcripts are stored."),
        new("transcription_bucket", Bucket, "Where transcripts are stored."),
        Field.Text("transcription_template", TemplateLength, "Names of transcripts."),
        new("auto_transcription_settings", new AnyRule(16_384, JsonValueKind.Object), "Settings of transcriptions that start by themselves."),
        new("streaming_endpoints", new ListRule(new AnyRule(4096, JsonValueKind.Object), 0, 50), "Where live streams go."),
        new("rtmp_geo", new ChoiceRule(Regions.Names), "Region of live streams."),
        Field.Flag("disable_rtmp_geo_fallback", false, "Live streams do not move to another region."),
    ];
}
