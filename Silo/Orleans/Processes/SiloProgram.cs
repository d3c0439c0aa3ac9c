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

/// <summary>The program of a silo process: one silo, which exchanges lines with its server. The end of its input, which the server's death
/// causes, ends the process at once.</summary>
public static class SiloProgram
{
    /// <summary>Written when the silo has joined.</summary>
    internal const string Ready = "ready";

    /// <summary>Written when another program has the silo's port.</summary>
    internal const string PortTaken = "port-taken";

    /// <summary>Written before the silo joins, with its address.</summary>
    internal const string Address = "address";

    /// <summary>Read with the addresses of the silos that the server has started. The silo waits for it before it joins.</summary>
    internal const string Known = "known";

    /// <summary>Asks for the activity of the grains; the answer is the same word and a <c>SiloActivity</c>.</summary>
    internal const string TellActivity = "activity";

    /// <summary>Reports that a part of the cluster is lost, or has just returned.</summary>
    internal const string Outage = "outage";

    /// <summary>Orders the silo to hand over its activations and to end.</summary>
    internal const string Stop = "stop";

    /// <summary>Written when the process has received a signal to end; the server orders the stop.</summary>
    internal const string Leave = "leave";

    private static readonly TimeSpan HandoverLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs a silo of a cluster that another process serves, until that process orders the stop.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="port">The silo's port.</param>
    /// <param name="primaryPort">The port of the server's own silo.</param>
    /// <exception cref="SiloSettingsException">No server has started the process, or a setting is not what it must be.</exception>
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

    // A server writes it at once; a person at a terminal does not.
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
