using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Phone.Transfers;

namespace Switchroom.Server.Phone;

internal static class PhoneRegistration
{
    public static void AddPhone(this IServiceCollection services)
    {
        services.AddSipThread();
        services.AddSingleton<SipLine>();
        services.AddSingleton<ISipLine>(provider => provider.GetRequiredService<SipLine>());
        services.AddSingleton<ISipNames>(provider => provider.GetRequiredService<SipLine>());
        services.AddSingleton<MeetingRooms>();
        services.AddSingleton<DialTargets>();
        services.AddSingleton<CallControl>();
        services.AddSingleton<CallPlaces>();
        services.AddSingleton<RoomAddresses>();
        services.AddSingleton<TransferTargets>();
        services.AddSingleton<TransferReports>();
        services.AddSingleton<CallTransfers>();
        services.AddSingleton<CallReferrals>();
        services.AddSingleton<IDialOut, DialOutService>();
        services.AddSingleton<IApiResource, CallHistoryResource>();
        services.AddSingleton<IApiResource, TransferRoomsResource>();
        services.AddHostedService(provider => provider.GetRequiredService<SipLine>());
        services.AddHostedService<TrustedTrunks>();
        services.AddSingleton<CutCalls>();
        services.AddHostedService<CallRecovery>();
        services.AddHostedService<CutTransfers>();
        services.AddHostedService(provider => provider.GetRequiredService<CallControl>());
        services.AddHostedService<TrunkRegistrations>();
        services.AddHostedService<IncomingCalls>();
        services.AddHostedService<CallMessages>();
    }
}
