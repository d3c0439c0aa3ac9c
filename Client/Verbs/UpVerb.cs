using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Scenarios.Hosts;
using SvaOrleans.Server;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva up</c>: starts a cluster and serves it until a signal stops it.</summary>
internal static class UpVerb
{
    private const int SilosDefault = 2;

    public static Command Create()
    {
        var silos = new Option<int>("--silos")
        {
            Description = $"How many silos, 1 to {ServeOrder.SilosMax}; {SilosDefault} if absent.",
            DefaultValueFactory = static _ => SilosDefault,
        };
        var topology = new Option<string?>("--topology")
        {
            Description = "Boot a host from a topology file (sva topology import), with every device in a domain of its own.",
        };
        var port = new Option<int?>("--port") { Description = "The port to serve at; 0 for any free one. The settings' if absent (5050)." };
        var seed = new Option<ulong?>("--seed")
        {
            Description = "Simulated engine: choose the next step at random; without it, steps run first in, first out.",
        };
        var log = new Option<string?>("--log")
        {
            Description = "How log lines on standard error look: text, or json for one object a line. The settings' if absent (text).",
        };
        var verb = new Command("up", "Start a cluster of silos and serve it: to sva run --connect, and to browsers.")
        {
            silos,
            topology,
            port,
            seed,
            log,
        };
        verb.SetAction(
            async (parsed, stop) =>
            {
                var count = parsed.GetValue(silos);
                if (count is < 1 or > ServeOrder.SilosMax)
                {
                    throw new InputException(
                        "--silos",
                        0,
                        0,
                        $"{count} silos cannot be started",
                        $"a number from 1 to {ServeOrder.SilosMax}"
                    );
                }

                if (parsed.GetValue(port) is < 0 or > ushort.MaxValue)
                {
                    throw new InputException(
                        "--port",
                        0,
                        0,
                        $"{parsed.GetValue(port)} is no port",
                        "a number from 0 (any free one) to 65535"
                    );
                }

                var host = parsed.GetValue(topology) is { } file ? TopologyMachine.Read(file) : null;
                string[] settings = parsed.GetValue(port) is { } given
                    ? [$"--{ServeOptions.Section}:{nameof(ServeOptions.Port)}", given.ToString(CultureInfo.InvariantCulture)]
                    : [];
                if (parsed.GetValue(log) is { } format)
                {
                    if (format is not ("text" or "json"))
                    {
                        throw new InputException("--log", 0, 0, $"'{format}' is no format", "text or json");
                    }

                    settings = [.. settings, $"--{LogOptions.Section}:{nameof(LogOptions.Format)}", format];
                }

                return await Run(
                    new()
                    {
                        Silos = count,
                        Seed = parsed.GetValue(seed),
                        Settings = settings,
                    },
                    host,
                    stop
                );
            }
        );
        return verb;
    }

    private static async Task<int> Run(ServeOrder order, Interfaces.Hosts.HostSpec? host, CancellationToken stop)
    {
        ClusterServer server;
        try
        {
            server = await Servers.Start(order, stop);
        }
        catch (SiloSettingsException wrong)
        {
            throw new InputException("sva up", 0, 0, wrong.Message, inner: wrong);
        }

        await using (server)
        {
            if (host is not null)
            {
                var booted = await server.Boot(host);
                Terminal.Line(
                    booted.Error == Errno.EBUSY ? $"host [bold]{host.Host}[/] was up before and is back, with the hardware that it had then"
                    : booted.Error.IsSuccess ? $"host [bold]{host.Host}[/] is up with {host.Devices.Length} devices"
                    : $"[red]host {host.Host} did not boot: {booted.Error}[/]"
                );
            }

            Tell(server);
            Terminal.Line("ready; Ctrl-C stops it");
            await Console.Out.FlushAsync(CancellationToken.None);
            await server.WaitUntilStopped(stop);
            Terminal.Line("stopping");
        }

        return ExitCode.Success;
    }

    private static void Tell(ClusterServer server)
    {
        Terminal.Line($"{server.Cluster.Silos.Count} silos, engine {server.Cluster.Engine}: {server.Cluster.About}");
        foreach (var silo in server.Cluster.Silos.Where(static silo => silo.ProcessId is not null))
        {
            Terminal.Line($"  {silo.Name}  process {silo.ProcessId}");
        }

        foreach (var member in server.Cluster.UnknownMembers)
        {
            Terminal.Line(
                $"  [red]unknown member {Markup.Escape(member.Name)} at {Markup.Escape(member.Address)} ({member.State}); it gets no host[/]"
            );
        }

        var addresses = server.Addresses.Select(static address => address.ToString().TrimEnd('/')).ToArray();
        Field("storage", server.Cluster.Storage);
        Field("clustering", server.Cluster.Clustering);
        var isEverywhere = addresses.Length > 1;
        Field(
            "listens",
            isEverywhere ? $"at port {server.Listening.Port} of every address of this machine" : $"at {server.Listening.Authority}"
        );
        Field("pages", $"{addresses[0]}/");
        foreach (var other in addresses.Skip(1))
        {
            Field("", $"{other}/");
        }

        if (server.Dashboard is { } dashboard)
        {
            Field("Orleans", $"{addresses[0]}{dashboard}/");
        }

        Field("clients", $"./sva run FILE --connect {addresses[0]}{(server.AsksForToken ? " (the token in SVA_TOKEN)" : "")}");
    }

    // Whole lines on any terminal: users copy them.
    private static void Field(string name, string value) => Terminal.Unwrapped(Terminal.Console, Terminal.Plain($"{name, -10}  {value}"));
}
