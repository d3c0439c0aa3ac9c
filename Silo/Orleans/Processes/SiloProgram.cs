using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Orleans.Dashboard;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Serving;
using SvaOrleans.Silo.Storage;

namespace SvaOrleans.Silo.Cluster;

/// <summary>What a silo process runs: one silo, which its server speaks to by lines. The end of its input, which the server's death brings
/// about too, stops it.</summary>
internal static class SiloProgram
{
    /// <summary>Said when it has joined.</summary>
    public const string Ready = "ready";

    /// <summary>Said when another program has its port.</summary>
    public const string PortTaken = "port-taken";

    /// <summary>Asks what its grains have done; answered with the same word and a <c>SiloActivity</c>.</summary>
    public const string TellActivity = "activity";

    /// <summary>Asks it to hand over what it has and to end.</summary>
    public const string Stop = "stop";

    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="place">Its name and ports.</param>
    public static async Task Run(SiloPlace place)
    {
        // An interrupt from the terminal is the server's to handle; who ends this process alone gets an orderly end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var over = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            over.Cancel();
        });
        var events = new EventLog(keepsAll: true);
        var live = new LiveObjects(events);
        var output = Console.Out;
        var activity = new ActivityFilter();
        var configuration = new ConfigurationManager();
        SiloSettings.Read(configuration);
        var database = DatabaseSilo.Of(PostgresConnection.ReadOptions(configuration));
        using var host = KernelSilo.Build(place, ModelClock.ScaleDefault, events, live, silo => silo
            .AddDashboard()
            .AddIncomingGrainCallFilter(activity)
            .AddOutgoingGrainCallFilter(activity), database);
        try
        {
            await host.StartAsync(over.Token);
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
        var listening = Task.Run(() => Listen(output, () => activity.Tell(place.Name, live), over), over.Token);
        await Task.WhenAny(listening, Task.Delay(Timeout.Infinite, over.Token));
        using var limit = new CancellationTokenSource(SiloProcess.StopLimit);
        await host.StopAsync(limit.Token);
    }

    private static async Task Listen(TextWriter output, Func<Serving.Activity.SiloActivity> activity, CancellationTokenSource over)
    {
        while (await Console.In.ReadLineAsync(over.Token) is { } line && line != Stop)
        {
            if (line == TellActivity)
            {
                await output.WriteLineAsync($"{TellActivity} {JsonSerializer.Serialize(activity(), ApiJson.Options)}");
            }
        }
    }
}
