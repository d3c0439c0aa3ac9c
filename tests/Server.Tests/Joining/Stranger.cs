using System.Diagnostics;
using System.Globalization;
using SvaOrleans.Server.Tests.Storage;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>A foreign silo that tries to join.</summary>
/// <param name="Name">The name that it gives itself.</param>
/// <param name="Port">Its port.</param>
/// <param name="Primary">The port of the server's own silo, when that keeps the membership.</param>
/// <param name="Service">Under which name silos store.</param>
/// <param name="Cluster">Under which name they find each other.</param>
/// <param name="HasOwnTls">Whether it speaks TLS, with a certificate that it has made itself.</param>
/// <param name="Database">The database that keeps the membership, if any.</param>
internal sealed record StrangerOrder(string Name, int Port, int Primary, string Service, string Cluster, bool HasOwnTls, string? Database);

/// <summary>A silo in a process that no server started.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly Process _process;
    private readonly System.Text.StringBuilder _said = new();

    private Stranger(Process process)
    {
        this._process = process;
        _ = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, line) =>
        {
            lock (_said)
            {
                _said.AppendLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
    }

    /// <summary>Its output so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts one at a cluster that keeps its membership in its server.</summary>
    /// <param name="primary">The port of the server's own silo.</param>
    /// <param name="hasOwnTls">Whether it speaks TLS.</param>
    public static Stranger Start(int primary, bool hasOwnTls) =>
        Start(new("rogue", PostgresServer.FreePort(), primary, nameof(SvaOrleans), nameof(SvaOrleans), hasOwnTls, null));

    /// <summary>Starts one.</summary>
    public static Stranger Start(StrangerOrder order)
    {
        string[] arguments =
        [
            typeof(Stranger).Assembly.Location,
            order.Name,
            order.Port.ToString(CultureInfo.InvariantCulture),
            order.Primary.ToString(CultureInfo.InvariantCulture),
            order.Service,
            order.Cluster,
            order.HasOwnTls.ToString(),
            .. order.Database is { } database ? [database] : Array.Empty<string>(),
        ];
        return new(
            Process.Start(
                new ProcessStartInfo("dotnet", arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );
    }

    /// <summary>The order that a process was started with.</summary>
    public static StrangerOrder Read(string[] arguments) =>
        new(
            arguments[0],
            int.Parse(arguments[1], CultureInfo.InvariantCulture),
            int.Parse(arguments[2], CultureInfo.InvariantCulture),
            arguments[3],
            arguments[4],
            bool.Parse(arguments[5]),
            arguments.ElementAtOrDefault(6)
        );

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
