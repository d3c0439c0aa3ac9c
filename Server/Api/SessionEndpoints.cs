using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Views;
using SvaOrleans.Server.Api.Checks;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Journal;
using SvaOrleans.Server.Sessions;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Api;

/// <summary>The endpoints of clients. A session reaches its own hosts and no others.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sessions", Open);
        routes.MapPost(
            "/sessions/{session}/renew",
            static async (string session, HttpContext http, SessionTable table) =>
            {
                await ApiResults.Read<EmptyOrder>(http);
                table.Leave(table.Enter(session));
                return Results.NoContent();
            }
        );
        routes.MapDelete("/sessions/{session}", Close);
        routes.MapPost(
            "/sessions/{session}/boot",
            (string session, HttpContext http, SessionTable table) =>
                Serve<HostSpec, BootResult>(session, http, table, CheckSpec, (table, client, spec) => Boot(http, table, client, spec))
        );
        routes.MapPost(
            "/sessions/{session}/run",
            (string session, HttpContext http, SessionTable table) =>
                Serve<HostRunRequest, RunResult>(
                    session,
                    http,
                    table,
                    static (client, request) => CheckRequest(client, request, request.Task.Host),
                    static (table, client, request) => table.Ask(client.Host(request.Task.Host), host => host.Run(request).AsTask())
                )
        );
        routes.MapPost(
            "/sessions/{session}/replay",
            (string session, HttpContext http, SessionTable table) =>
                Serve<HostReplayRequest, ReplayResult>(
                    session,
                    http,
                    table,
                    static (client, request) => CheckRequest(client, request, request.Task.Host),
                    static (table, client, request) => table.Ask(client.Host(request.Task.Host), host => host.Replay(request).AsTask())
                )
        );
        routes.MapPost(
            "/sessions/{session}/events",
            (string session, HttpContext http, SessionTable table) =>
                Serve<HostQuestion, HostEvents>(
                    session,
                    http,
                    table,
                    static (client, request) => CheckRequest(client, request, request.Host),
                    static async (table, client, request) =>
                        new((await table.Ask(client.Host(request.Host), host => host.TakeEvents(request.Stamp).AsTask())).Events)
                )
        );
        routes.MapPost(
            "/sessions/{session}/view",
            (string session, HttpContext http, SessionTable table) =>
                Serve<HostQuestion, HostView>(
                    session,
                    http,
                    table,
                    static (client, request) => CheckRequest(client, request, request.Host),
                    static async (table, client, request) =>
                        ViewCodec.Read(
                            (await table.Ask(client.Host(request.Host), host => host.View(request.Stamp).AsTask())).View.AsSpan()
                        )
                )
        );
    }

    private static async Task<IResult> Open(
        HttpContext http,
        SessionTable table,
        ClusterJournal journal,
        IServedCluster cluster,
        IOptions<ServeOptions> options
    )
    {
        await ApiResults.Read<EmptyOrder>(http);
        var client = table.Open();
        client.OpenedBy = Asker.Of(http);
        journal.Audit(JournalKind.SessionOpened, client.Name, "session opened", client.OpenedBy, client.Name);
        return ApiResults.Ok(new SessionOpened(client.Name, options.Value.Lease.TotalSeconds, cluster.Engine));
    }

    private static async Task<IResult> Close(string session, bool? keep, HttpContext http, SessionTable table)
    {
        var client = table.Enter(session);
        try
        {
            var off = await Audits.Do(
                http,
                JournalKind.SessionClosed,
                session,
                session,
                () => table.Close(client, keep ?? false),
                off => keep == true ? "session closed; its hosts stay" : $"session closed; {off} of its hosts switched off"
            );
            return ApiResults.Ok(new SessionClosed(off));
        }
        finally
        {
            table.Leave(client);
        }
    }

    private static async Task<BootResult> Boot(HttpContext http, SessionTable table, Session client, HostSpec spec)
    {
        var prefix = client.Name + "-";
        if (!spec.Host.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new RefusedException(
                FaultKind.Input,
                $"host '{spec.Host}' cannot be booted by session {client.Name}; expected a name that begins with '{prefix}'"
            );
        }

        if (spec.Host.Contains('/', StringComparison.Ordinal))
        {
            throw new RefusedException(FaultKind.Input, $"host '{spec.Host}' cannot be booted; expected a name without slash");
        }

        if (!KernelGenerations.Known.Contains(spec.Generation))
        {
            throw new RefusedException(
                FaultKind.Input,
                $"kernel generation '{spec.Generation}' is not known; expected one of {string.Join(", ", KernelGenerations.Known):part}"
            );
        }

        var (host, booted) = await Audits.Do(
            http,
            JournalKind.HostBooted,
            spec.Host,
            client.Name,
            () => table.Boot(spec, client),
            static booted => Audits.TextOf(booted.Booted)
        );
        if (booted.Error.IsSuccess)
        {
            host.Hardware = HostHardware.Of(spec);
        }

        return booted;
    }

    private static void CheckSpec(Session client, HostSpec spec)
    {
        RequestCheck.Check(spec, spec.Host, null);
        RequestCheck.Check(spec, spec.Host, HostHardware.Of(spec));
    }

    private static void CheckRequest(Session client, object request, string? host) =>
        RequestCheck.Check(request, host, string.IsNullOrEmpty(host) ? null : client.Host(host).Hardware);

    private static async Task<IResult> Serve<TRequest, TResult>(
        string session,
        HttpContext http,
        SessionTable table,
        Action<Session, TRequest> check,
        Func<SessionTable, Session, TRequest, Task<TResult>> ask
    )
        where TRequest : class
    {
        var client = table.Enter(session);
        try
        {
            var request = await ApiResults.Read<TRequest>(http);
            check(client, request);
            return ApiResults.Ok(await ask(table, client, request));
        }
        finally
        {
            table.Leave(client);
        }
    }
}
