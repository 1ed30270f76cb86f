namespace Switchroom.Server.Api.Rooms;

/// <summary>The region names that the API knows. One server is one region: they are stored and given back.</summary>
internal static class Regions
{
    public static readonly string[] Names =
    [
        "af-south-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2", "ap-south-1",
        "eu-central-1", "eu-west-2", "sa-east-1", "us-east-1", "us-west-2",
    ];
}
