using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans.Activity;
using SvaOrleans.Silo.Orleans.Network;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Trust;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>What a silo process runs: one silo, which its server speaks to by lines. The end of its input, which the server's death brings
/// about, ends it at once.</summary>
public static class SiloProgram
{
    /// <summary>Said when it has joined.</summary>
    internal const string Ready = "ready";

    /// <summary>Said when another program has its port.</summary>
    internal const string PortTaken = "port-taken";

    /// <summary>Said before it joins, with the address that it will have.</summary>
    internal const string Address = "address";

    /// <summary>Tells it the addresses of the silos that the server has started. It waits for this before it joins.</summary>
    internal const string Known = "known";

    /// <summary>Asks what its grains have done; answered with the same word and a <c>SiloActivity</c>.</summary>
    internal const string TellActivity = "activity";

    /// <summary>Tells it that a part of the cluster is away, or has just come back.</summary>
    internal const string Outage = "outage";

    /// <summary>Asks it to hand over what it has and to end.</summary>
    internal const string Stop = "stop";

    /// <summary>Said when a signal told it to end; the server orders the stop.</summary>
    internal const string Leave = "leave";

    private static readonly TimeSpan HandoverLimit = TimeSpan.FromSeconds(10);

    /// <summary>Is a silo of a cluster that another process serves, until that process says otherwise.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="port">Its port.</param>
    /// <param name="primaryPort">The port of the server's own silo.</param>
    /// <exception cref="SiloSettingsException">No server has started it, or a setting is not what it must be.</exception>
    public static async Task Run(string name, int port, int primaryPort)
    {
        var place = new SiloPlace(name, port, primaryPort);
        using var orders = new ServerOrders(Console.Out);
        var handover = await ReadHandover();
        var events = new EventLog(keepsAll: true);
        var live = new LiveObjects(events);
        var output = Console.Out;
        var activity = new ActivityFilter();
        var database = handover.Database();
        using var credentials = handover.Credentials();
        var known = KnownSilos.None;
        using var host = KernelSilo.Build(
            place,
            ModelClock.ScaleDefault,
            events,
            live,
            silo =>
                silo.UseMutualTls(credentials)
                    .AddDashboard()
                    .AddIncomingGrainCallFilter(activity)
                    .AddOutgoingGrainCallFilter(activity)
                    .Services.AddSingleton(known),
            database
        );
        await output.WriteLineAsync($"{Address} {host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString()}");
        orders.Learn = line => TryLearn(line, known);
        orders.Outage = host.Services.GetRequiredService<Outages>().Note;
        if (!await orders.ReadUntilLearnt())
        {
            return;
        }

        orders.ServerGone = () =>
        {
            SiloLog.ServerGone(host.Services.GetRequiredService<ILogger<ServerOrders>>(), place.Name);
            FatalEnd.End(host.Services, 0);
        };
        orders.TellActivity = () =>
            output.WriteLine($"{TellActivity} {JsonSerializer.Serialize(activity.Tell(place.Name, live), ProcessJson.Options)}");
        orders.Listen();
        try
        {
            await host.StartAsync(orders.Stop);
        }
        catch (Exception taken) when (ExclusiveListener.IsTaken(taken))
        {
            await output.WriteLineAsync(PortTaken);
            return;
        }
        catch (Exception failure) when (database is not null && StorageFaults.Explain(failure, database.Connection) is { } why)
        {
            throw new SiloSettingsException(why, failure);
        }

        await output.WriteLineAsync(Ready);
        var ordered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = orders.Stop.Register(ordered.SetResult);
        await ordered.Task;
        host.Services.GetRequiredService<LogSource>().Stop();
        using var limit = new CancellationTokenSource(SiloProcess.StopLimit);
        await host.StopAsync(limit.Token);
    }

    // A server writes it at once, and a person at a terminal never.
    private static async Task<SiloHandover> ReadHandover()
    {
        using var limit = new CancellationTokenSource(HandoverLimit);
        return Console.IsInputRedirected ? await SiloHandover.Read(Console.In, limit.Token) : throw SiloHandover.NotHandedOver();
    }

    private static bool TryLearn(string line, KnownSilos known)
    {
        if (!line.StartsWith(Known + " ", StringComparison.Ordinal))
        {
            return false;
        }

        known.Replace(line[Known.Length..]);
        return true;
    }
}
