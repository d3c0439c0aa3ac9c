using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting;

/// <content>What a cluster has in common with Orleans' InProcessTestCluster.</content>
public sealed partial class SimulatedCluster : IDisposable, IAsyncDisposable
{
    /// <summary>The client: makes references, and observers that grains can call. Its services are those of
    /// <see cref="SimulatedClusterBuilder.ConfigureClient"/>.</summary>
    public IClusterClient Client => References;

    /// <summary>The silos that live, in their order.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => [.. World.Silos.Where(static silo => silo.IsAlive)];

    internal IServiceProvider ClientServices => _services.Client;

    /// <summary>Starts the silos. From then on a call outside of <see cref="Run(Func{Task})"/> is refused, since it would never be answered.</summary>
    /// <returns>A task that has completed, unless it is awaited in client code that runs.</returns>
    public Task DeployAsync()
    {
        World.IsDrivenOnly = true;
        return Task.CompletedTask;
    }

    /// <summary>Adds a silo.</summary>
    /// <returns>The silo.</returns>
    public Task<SimulatedSilo> StartAdditionalSiloAsync()
    {
        var number = World.Silos.Count;
        while (World.Silos.Any(silo => silo.Name == NameOfSilo(number)))
        {
            number++;
        }

        World.AddSilo(NameOfSilo(number));
        return Task.FromResult(World.Silos[^1]);
    }

    /// <summary>Kills a silo as a crash does: nothing of it is deactivated or stored, calls that it was to carry out fail.</summary>
    /// <param name="silo">The silo.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="ArgumentException">The silo is dead, or of another cluster.</exception>
    public Task KillSiloAsync(SimulatedSilo silo)
    {
        CheckLives(silo);
        World.KillSilo(silo.Name);
        return Task.CompletedTask;
    }

    /// <summary>Stops a silo gracefully. Outside of <see cref="Run(Func{Task})"/> the cluster runs until that is done.</summary>
    /// <param name="silo">The silo.</param>
    /// <returns>Completes when its last activation has been deactivated.</returns>
    /// <exception cref="ArgumentException">The silo is dead, or of another cluster.</exception>
    public async Task StopSiloAsync(SimulatedSilo silo)
    {
        CheckLives(silo);
        if (SynchronizationContext.Current is Activation running && ReferenceEquals(running.World, World))
        {
            await StopAsync(silo);
        }
        else
        {
            Run(() => StopAsync(silo));
        }
    }

    private async Task StopAsync(SimulatedSilo silo)
    {
        World.StopSilo(silo.Name);
        foreach (var activation in World.Activations.Where(activation => activation.Silo == silo).ToArray())
        {
            await SimulatedGrainContext.Of(activation).Deactivated;
        }

        // It may have crashed meanwhile, and another one of its name may have taken its place.
        if (silo.IsAlive)
        {
            World.KillSilo(silo.Name);
        }
    }

    /// <summary>Stops a silo gracefully and adds one of the same name.</summary>
    /// <param name="silo">The silo.</param>
    /// <returns>The new one.</returns>
    public async Task<SimulatedSilo> RestartSiloAsync(SimulatedSilo silo)
    {
        await StopSiloAsync(silo);
        World.AddSilo(silo.Name);
        return World.Silos[^1];
    }

    /// <summary>The services of a silo; all silos have the same.</summary>
    /// <param name="silo">The silo; null for any.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The silo is dead, or of another cluster.</exception>
    public IServiceProvider GetSiloServiceProvider(SimulatedSilo? silo = null)
    {
        if (silo is not null)
        {
            CheckLives(silo);
        }

        return Services;
    }

    /// <summary>Releases the services of this cluster.</summary>
    public void Dispose()
    {
        _services.Client.Dispose();
        _services.Current.Dispose();
    }

    /// <summary>Releases the services of this cluster.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync()
    {
        await _services.Client.DisposeAsync();
        await _services.Current.DisposeAsync();
    }

    private void CheckLives(SimulatedSilo silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (!silo.IsAlive || !World.Silos.Contains(silo))
        {
            throw new ArgumentException(
                $"The silo '{silo.Name}' is dead, or of another cluster. The living ones are cluster.Silos.",
                nameof(silo)
            );
        }
    }

    internal static string NameOfSilo(int number) => $"silo-{number}";

    private void ForgetDeployment() => World.IsDrivenOnly = false;
}
