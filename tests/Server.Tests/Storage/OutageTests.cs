using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Switchroom.Server.Events;
using Switchroom.Server.Phone;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.Sip;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Storage;

/// <summary>PostgreSQL is restarted, or fails over, while the server runs: every connection that was open is cut. A part that ends by it would end the server.</summary>
public sealed class OutageTests(PostgresServer server) : DatabaseTests
{
    private string _database = "";

    protected override async Task<string> NewDatabaseAsync() => _database = await server.NewDatabaseAsync();

    [Fact]
    public async Task TheJournalGoesOnAfterItsConnectionWasCut()
    {
        using var journal = new EventJournal(Store, TimeProvider.System, NullLogger<EventJournal>.Instance);
        await journal.StartAsync(default);
        await journal.RecordAsync(Domain.Id, AddCall("before")).WaitAsync(TestProcess.Patience);
        await CutAsync();

        await journal.RecordAsync(Domain.Id, AddCall("after")).WaitAsync(TestProcess.Patience);

        await using var context = Store.Open();
        Assert.Equal(["after", "before"], await context.CallLegs.Select(leg => leg.Id).Order().ToListAsync());
        await journal.StopAsync(default);
    }

    [Fact]
    public async Task RegistrationsGoOnBeingFollowedAfterTheirConnectionWasCut()
    {
        var line = new Line();
        var box = new SecretBox(new byte[32]);
        using var registrations = new TrunkRegistrations(Store, box, line, line, Clock, NullLogger<TrunkRegistrations>.Instance);
        await AddTrunkAsync("one");
        await registrations.StartAsync(default);
        await line.Registered("one").WaitAsync(TestProcess.Patience);
        await AddTrunkAsync("two");
        await CutAsync();

        var second = line.Registered("two");
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        while (!second.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.False(registrations.ExecuteTask!.IsCompleted, registrations.ExecuteTask.Exception?.ToString());
            Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await registrations.StopAsync(default);
    }

    private Func<StoreContext, Task> AddCall(string id) => async context => await context.CallLegs.AddAsync(NewCall(id, "ended", Now, Now));

    private Task AddTrunkAsync(string name) => Store.WriteAsync(async context => await context.OutboundTrunks.AddAsync(new StoredOutboundTrunk
    {
        Id = name, DomainId = Domain.Id, Name = name, Address = $"{name}.example", Transport = "udp", Username = name, Register = true, Srtp = "off",
        CreatedAt = Now, UpdatedAt = Now,
    }));

    private async Task CutAsync()
    {
        await using var connection = new NpgsqlConnection(_database + ";Application Name=cut");
        await connection.OpenAsync();
        await using var cut = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await cut.ExecuteNonQueryAsync();
    }

    private sealed class Line : ISipLine, ISipNames, IDisposable
    {
        private readonly Dictionary<string, TaskCompletionSource> _registered = [];

        public SipUri OwnUri(string user) => new(SipUriScheme.Sip, user, "192.0.2.1");

        public void Post(SipCommand command)
        {
            if (command is StartRegistration start)
            {
                Waiter($"{start.Request.AddressOfRecord.User}").TrySetResult();
            }
        }

        public IDisposable Subscribe(Action<SipEvent> handler) => this;

        public Task<IReadOnlyList<IPEndPoint>> AddressesAsync(SipUri uri, CancellationToken cancel) => Task.FromResult<IReadOnlyList<IPEndPoint>>([]);

        public void Trust(IEnumerable<string> hosts)
        {
        }

        public void Dispose()
        {
        }

        public Task Registered(string user) => Waiter(user).Task;

        private TaskCompletionSource Waiter(string user)
        {
            lock (_registered)
            {
                return _registered.TryGetValue(user, out var waiter) ? waiter : _registered[user] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
