using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Journal;
using SvaOrleans.Server.Tests.Crashes;

namespace SvaOrleans.Server.Tests.Journal;

/// <summary>The page shows, after an incident, what happened, when, and on whose request.</summary>
public sealed class JournalTests
{
    private const string Token = "a-token-of-enough-characters";

    [Fact]
    public async Task What_somebody_asks_for_is_written_down_with_who_and_when()
    {
        await using var server = await TestServer.Start();
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        var client = await TestClient.Open(server);
        var host = client.Host();
        await client.Boot(host);
        var name = host.Spec.Host;
        using (await server.Post($"/api/v1/hosts/{name}/checkpoint", """{"comesBackRestored":false}"""))
        using (await server.Post($"/api/v1/hosts/{name}/reboot", """{"fromCheckpoint":false}"""))
        using (await server.Http.DeleteAsync($"/api/v1/hosts/{name}")) { }

        await client.DisposeAsync();
        using (await server.Post("/api/v1/silos", "{}"))
        using (await server.Http.DeleteAsync("/api/v1/silos/silo-2")) { }

        var entries = await Journal(server);
        Assert.Equal(entries.OrderByDescending(static entry => entry.Number), entries);
        Assert.All(entries, entry => Assert.InRange(entry.At, since.AddMinutes(-1), DateTimeOffset.UtcNow));
        var asked = entries.Where(static entry => entry.By is not null).Reverse().ToArray();
        (JournalKind, string)[] expected =
        [
            (JournalKind.SessionOpened, client.Session),
            (JournalKind.HostBooted, name),
            (JournalKind.HostKept, name),
            (JournalKind.HostRebooted, name),
            (JournalKind.HostOff, name),
            (JournalKind.SessionClosed, client.Session),
            (JournalKind.SiloAdded, "silo-2"),
            (JournalKind.SiloKilled, "silo-2"),
        ];
        Assert.Equal(expected, asked.Select(static entry => (entry.Kind, entry.Subject)));
        Assert.All(asked, static entry => Assert.Matches(@"^127\.0\.0\.1:[0-9]+ \(no token set\)$", entry.By!));
        Assert.All(
            (string[])["silo-0", "silo-1", "silo-2"],
            silo => Assert.Single(entries, entry => entry.Kind == JournalKind.SiloUp && entry.Subject == silo)
        );
        var gone = Assert.Single(entries, static entry => entry.Kind == JournalKind.SiloGone);
        Assert.Equal("silo-2", gone.Subject);
        Assert.Matches(@"^gone: killed by 127\.0\.0\.1:[0-9]+ \(no token set\)$", gone.Text);
        var view = (await SiloDeathTests.Cluster(server)).Silos.Single(static silo => silo.Name == "silo-2");
        Assert.Matches(@"^killed by 127\.0\.0\.1:[0-9]+ ", view.Why!);
        Assert.InRange(view.Since!.Value, since, DateTimeOffset.UtcNow);

        // A client that has seen some entries asks for the rest alone.
        Assert.Equal(entries.Take(2), await Journal(server, $"?after={entries[2].Number}"));
        Assert.Equal(entries.Take(3), await Journal(server, "?limit=3"));
    }

    [Fact]
    public async Task Who_shows_a_token_is_told_from_who_uses_the_page()
    {
        await using var server = await TestServer.Start("--SvaOrleans:Serve:Token", Token);
        foreach (
            var shown in (AuthenticationHeaderValue[])
                [new("Bearer", Token), new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"sva:{Token}")))]
        )
        {
            server.Http.DefaultRequestHeaders.Authorization = shown;
            using var opened = await server.Post("/api/v1/sessions", "{}");
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        }

        var entries = (await Journal(server)).Where(static entry => entry.Kind == JournalKind.SessionOpened).ToArray();
        Assert.EndsWith(" (page user sva)", entries[0].By, StringComparison.Ordinal);
        Assert.EndsWith(" (token)", entries[1].By, StringComparison.Ordinal);
        Assert.All(entries, static entry => Assert.DoesNotContain(Token, JsonSerializer.Serialize(entry), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_expires_is_written_down()
    {
        await using var server = await TestServer.Start("--SvaOrleans:Serve:Lease", "00:00:01");
        await using var client = await TestClient.Open(server);
        await client.Boot(client.Host());
        JournalEntry? expired = null;
        await SiloDeathTests.Until(async () =>
            (expired = (await Journal(server)).FirstOrDefault(static entry => entry.Kind == JournalKind.SessionExpired)) is not null
        );
        Assert.Equal(client.Session, expired!.Subject);
        Assert.Matches(@"^session expired: silent for longer than 1 s; 1 of its hosts switched off; opened by 127\.0\.0\.1:", expired.Text);
    }

    [Fact]
    public async Task Hosts_that_come_back_are_written_down()
    {
        await using var server = await TestServer.Start("--SvaOrleans:Serve:Lease", "00:05:00");
        await using var client = await TestClient.Open(server);
        for (var index = 0; index < 8; index++)
        {
            await client.Boot(client.Host($"h{index}"));
        }

        var before = await SiloDeathTests.Hosts(server);
        var victim = before.Values.First().Silo;
        await SiloDeathTests.Die(server, victim);
        var lost = before.Where(host => host.Value.Silo == victim).Select(static host => host.Key).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<JournalEntry> back = [];
        await SiloDeathTests.Until(async () =>
            (back = [.. (await Journal(server)).Where(static entry => entry.Kind == JournalKind.HostBack)]).Count >= lost.Count
        );
        Assert.Equal(lost, back.Select(static entry => entry.Subject).ToHashSet(StringComparer.Ordinal));
        Assert.All(
            back,
            entry => Assert.StartsWith($"crashed with {victim}; back in boot 2 on silo-", entry.Text, StringComparison.Ordinal)
        );
        Assert.Contains(await Journal(server), entry => entry.Kind == JournalKind.SiloGone && entry.Subject == victim);
    }

    [Fact]
    public void It_is_bounded_and_clients_do_not_drive_out_what_happened_to_silos()
    {
        using var loggers = new Lines();
        var journal = new ClusterJournal(TimeProvider.System, loggers);
        journal.Add(JournalKind.SiloGone, "silo-1", "gone: killed by a test");
        for (var index = 0; index < 3 * ClusterJournal.EntriesMax; index++)
        {
            journal.Audit(JournalKind.SessionOpened, $"c{index}", "opened", "a client");
            journal.Add(JournalKind.HostBack, $"h{index}", "back");
        }

        var kept = journal.Latest(0, int.MaxValue);
        Assert.Equal((2 * ClusterJournal.EntriesMax) + 1, kept.Count);
        Assert.Equal("silo-1", kept[^1].Subject);
        Assert.Equal("silo-1", Assert.Single(journal.Latest(0, 200, JournalTopic.Silos)).Subject);
        Assert.Equal(ClusterJournal.EntriesMax, journal.Latest(0, int.MaxValue, JournalTopic.Hosts).Count);
        Assert.Equal(1 + (6 * ClusterJournal.EntriesMax), kept[0].Number);
    }

    [Fact]
    public void What_somebody_asks_for_goes_to_the_audit_log_in_one_line()
    {
        using var loggers = new Lines();
        var journal = new ClusterJournal(TimeProvider.System, loggers);
        journal.Add(JournalKind.SiloUp, "silo-0", "takes requests");
        journal.Audit(JournalKind.HostBooted, "c1-h0", "boot 1", "192.0.2.7:1234 (token)", "c1");
        Assert.Equal(["SvaOrleans.Audit Information HostBooted c1-h0: boot 1; asked by 192.0.2.7:1234 (token), session c1"], loggers.Said);
    }

    private static async Task<IReadOnlyList<JournalEntry>> Journal(TestServer server, string which = "") =>
        JsonSerializer.Deserialize<JournalView>(await server.Http.GetStringAsync("/api/v1/journal" + which), ApiJson.Options)!.Entries;

    private sealed class Lines : ILoggerFactory
    {
        public List<string> Said { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => new Line(categoryName, Said);

        public void Dispose() => Said.Clear();
    }

    private sealed class Line(string category, List<string> said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => said.Add($"{category} {logLevel} {formatter(state, exception)}");
    }
}
