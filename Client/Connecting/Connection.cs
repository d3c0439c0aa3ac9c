using SvaOrleans.Documents;
using SvaOrleans.Server.Client;

namespace SvaOrleans.Client.Connecting;

/// <summary>The cluster that <c>--connect</c> names.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>The environment variable that holds the token, if the cluster asks for one. Other users can read a command line.</summary>
    public const string TokenVariable = "SVA_TOKEN";

    private readonly bool _keepsHosts;
    private volatile bool _wasThere;

    private Connection(Uri address, bool keepsHosts)
    {
        this._keepsHosts = keepsHosts;
        Client = new(address, Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null);
    }

    /// <summary>Speaks to it.</summary>
    public ClusterClient Client { get; }

    /// <summary>A connection; null if none is requested.</summary>
    /// <param name="address">The text that the user typed.</param>
    /// <param name="keepsHosts">Whether hosts stay up when a run has ended.</param>
    /// <exception cref="InputException">It is no address.</exception>
    public static Connection? To(string? address, bool keepsHosts = false)
    {
        if (address is null)
        {
            return null;
        }

        var text = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", Host.Length: > 0, AbsolutePath: "/", Query.Length: 0 }
            ? new(uri, keepsHosts)
            : throw new InputException(
                "--connect",
                0,
                0,
                $"'{address}' is no address of a cluster",
                "what sva up printed, as http://127.0.0.1:5050"
            );
    }

    /// <summary>Opens a session. A cluster that was never there is an input error; a cluster that has gone away is not.</summary>
    /// <exception cref="InputException">No cluster is there or it accepts no clients, and none was there before.</exception>
    /// <exception cref="ClusterUnreachableException">The cluster is gone.</exception>
    /// <exception cref="ClusterRefusedException">The cluster accepts no more clients.</exception>
    /// <exception cref="SvaOrleans.Silo.OutcomeUnknownException">The cluster was lost before it answered.</exception>
    public async Task<RemoteSimulation> Open()
    {
        var simulation = _wasThere ? await RemoteSimulation.Open(Client) : await Told(() => RemoteSimulation.Open(Client));
        _wasThere = true;
        simulation.KeepsHosts = _keepsHosts;
        return simulation;
    }

    /// <summary>Calls the cluster. An error that the user can correct becomes an input error.</summary>
    /// <exception cref="InputException">The cluster cannot be reached, or it refuses.</exception>
    public static async Task<TResult> Told<TResult>(Func<Task<TResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ClusterUnreachableException nobody)
        {
            throw new InputException("--connect", 0, 0, nobody.Message, "a cluster that is up (sva up starts one)", nobody);
        }
        catch (ClusterRefusedException refused)
        {
            throw new InputException("--connect", 0, 0, refused.Message, inner: refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
