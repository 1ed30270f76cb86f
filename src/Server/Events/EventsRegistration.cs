namespace Switchroom.Server.Events;

internal static class EventsRegistration
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventJournal>();
        services.AddHostedService(provider => provider.GetRequiredService<EventJournal>());
        services.AddSingleton<EventFeed>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<WebhookClient>();
        services.AddHostedService<WebhookSender>();
    }
}
