using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Commands;

/// <summary>How the parts of a server end.</summary>
public sealed class StopTests : IDisposable
{
    private readonly TempFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task EveryPartOfAnIdleServerStopsWithoutBeingCutOff()
    {
        await using var app = TestServer.Build(data.FullPath);
        await app.StartAsync(TestContext.Current.CancellationToken);

        // The host would cut a part off that doesn't end by itself; asked one by one, such a part is seen.
        foreach (var part in app.Services.GetServices<IHostedService>().Reverse())
        {
            var late = await Record.ExceptionAsync(() => part.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.True(late is null, $"{part.GetType().Name}: {late}");
        }
    }
}
