using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Views;
using SvaOrleans.Server.Activity;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Journal;
using SvaOrleans.Server.Sessions;
using SvaOrleans.Server.Watching;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Api;

/// <summary>The endpoints of pages and operators: the cluster, its silos, its hosts.</summary>
internal static class ClusterEndpoints
{
    private const int PageMax = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/cluster",
            static (IServedCluster cluster, SessionTable table, UpTime up) =>
                ApiResults.Ok(
                    new ClusterView(
                        cluster.Engine,
                        cluster.About,
                        [.. cluster.Silos],
                        table.Count,
                        table.Hosts.Count,
                        up.Elapsed.TotalSeconds,
                        cluster.StorageKind,
                        Servers.DashboardOf(cluster.Engine),
                        [.. cluster.UnknownMembers],
                        cluster.RefusedConnections
                    )
                )
        );
        routes.MapGet(
            "/activity",
            static async (IServedCluster cluster) =>
                ApiResults.Ok(new ActivityView([.. await cluster.Activity()], cluster.Engine == "Orleans" ? "measured" : "modelled"))
        );
        routes.MapGet(
            "/activity/history",
            static (long? after, CallHistory history) =>
                ApiResults.Ok(
                    new HistoryView(
                        CallHistory.Interval.TotalSeconds,
                        CallHistory.Interval.TotalSeconds * CallHistory.SamplesMax,
                        [.. history.After(ApiResults.Within(nameof(after), after, 0, 0, long.MaxValue))]
                    )
                )
        );
        routes.MapGet(
            "/journal",
            static (long? after, int? limit, string? about, ClusterJournal journal) =>
            {
                var known = ApiResults.Within(nameof(after), after, 0, 0, long.MaxValue);
                var most = (int)ApiResults.Within(nameof(limit), limit, PageMax, 1, PageMax);
                return ApiResults.Ok(new JournalView([.. journal.Latest(known, most, TopicOf(about))]));
            }
        );
        routes.MapGet("/hosts", Hosts);
        routes.MapGet("/hosts/{host}", Detail);
        routes.MapPost(
            "/hosts/{host}/checkpoint",
            static async (string host, HttpContext http, SessionTable table) =>
            {
                var order = await ApiResults.Read<CheckpointOrder>(http);
                var (known, status) = await Living(host, table);
                return ApiResults.Ok(
                    await Audits.Do(
                        http,
                        JournalKind.HostKept,
                        host,
                        null,
                        () =>
                            table.Ask(
                                known,
                                grain => grain.Checkpoint(new(new(status.At, status.Epoch), order.ComesBackRestored)).AsTask()
                            ),
                        static kept =>
                            kept.Error.IsSuccess
                                ? $"checkpoint kept, {kept.Objects} objects"
                                : $"checkpoint refused by the host: {kept.Error}"
                    )
                );
            }
        );
        routes.MapPost(
            "/hosts/{host}/reboot",
            static async (string host, HttpContext http, SessionTable table) =>
            {
                var order = await ApiResults.Read<RebootOrder>(http);
                var (known, status) = await Living(host, table);
                return ApiResults.Ok(
                    await Audits.Do(
                        http,
                        JournalKind.HostRebooted,
                        host,
                        null,
                        () => table.Ask(known, grain => grain.Reboot(new(new(status.At, status.Epoch), order.FromCheckpoint)).AsTask()),
                        Audits.TextOfAnother
                    )
                );
            }
        );
        routes.MapDelete(
            "/hosts/{host}",
            static async (string host, HttpContext http, SessionTable table) =>
            {
                var wasOn = await Audits.Do(
                    http,
                    JournalKind.HostOff,
                    host,
                    null,
                    () => table.PowerOff(table.Host(host)),
                    static wasOn => wasOn ? "switched off" : "was off already"
                );
                return wasOn ? Results.NoContent() : throw new RefusedException(FaultKind.NotFound, $"host '{host}' is off");
            }
        );
        routes.MapPost(
            "/silos",
            static async (HttpContext http, ClusterJournal journal, SiloStarter starter) =>
            {
                await ApiResults.Read<EmptyOrder>(http);
                var name = await starter.Add();
                journal.Audit(JournalKind.SiloAdded, name, "added", Asker.Of(http));
                return ApiResults.Ok(new SiloAdded(name));
            }
        );
        routes.MapDelete(
            "/silos/{silo}",
            static async (string silo, HttpContext http, ClusterJournal journal, IServedCluster cluster) =>
            {
                try
                {
                    var by = Asker.Of(http);
                    await cluster.Kill(silo, by);
                    journal.Audit(JournalKind.SiloKilled, silo, "killed", by);
                    return Results.NoContent();
                }
                catch (KeyNotFoundException)
                {
                    throw new RefusedException(
                        FaultKind.NotFound,
                        $"no silo '{silo}' lives; expected one of {string.Join(", ", cluster.Silos.Where(static one => one.State == SiloState.Up).Select(static one => one.Name)):part}"
                    );
                }
            }
        );
    }

    private static JournalTopic? TopicOf(string? about)
    {
        var topics = Enum.GetNames<JournalTopic>();
        return string.IsNullOrEmpty(about) ? null
            : topics.Contains(about, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<JournalTopic>(about, ignoreCase: true)
            : throw new RefusedException(FaultKind.Input, $"about is not one of {string.Join(", ", topics).ToLowerInvariant()}");
    }

    private static async Task<IResult> Hosts(int? offset, int? limit, string? contains, SessionTable table)
    {
        var first = (int)ApiResults.Within(nameof(offset), offset, 0, 0, int.MaxValue);
        var most = (int)ApiResults.Within(nameof(limit), limit, PageMax, 1, PageMax);
        var all = table
            .Hosts.Where(host => string.IsNullOrEmpty(contains) || host.Address.Name.Contains(contains, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        var lines = await Task.WhenAll(all.Skip(first).Take(most).Select(host => LineOf(host, table)));
        return ApiResults.Ok(new HostPage([.. lines], all.Length));
    }

    private static async Task<IResult> Detail(string host, SessionTable table)
    {
        var (known, status) = await Living(host, table);
        var picture = await table.Ask(known, grain => grain.View(new(status.At, status.Epoch)).AsTask());
        return ApiResults.Ok(
            new HostDetail(
                new(known.Address.Name, known.Address.Generation, known.Owner, status),
                ViewCodec.Read(picture.View.AsSpan()),
                picture.At
            )
        );
    }

    private static async Task<(ServedHost Host, HostStatus Status)> Living(string name, SessionTable table)
    {
        var host = table.Host(name);
        var status = await table.Probe(host);
        return status.Error.IsSuccess ? (host, status) : throw new RefusedException(FaultKind.NotFound, $"host '{name}' is off");
    }

    private static async Task<HostLine> LineOf(ServedHost host, SessionTable table)
    {
        try
        {
            return new(host.Address.Name, host.Address.Generation, host.Owner, await table.Probe(host));
        }
        catch (Exception silent) when (silent is OutcomeUnknownException or SimulationHungException)
        {
            return new(host.Address.Name, host.Address.Generation, host.Owner, null);
        }
    }
}

/// <summary>Measures the server's uptime.</summary>
internal sealed class UpTime(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>The uptime.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_since);
}
