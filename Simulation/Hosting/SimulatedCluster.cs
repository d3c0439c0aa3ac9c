using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Observers;
using SvaOrleans.Simulation.Hosting.References;
using SvaOrleans.Simulation.Hosting.Reminders;
using SvaOrleans.Simulation.Hosting.Services;
using SvaOrleans.Simulation.Hosting.Streams;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A simulated cluster that runs Orleans grain code. Made by <see cref="SimulatedClusterBuilder"/>.</summary>
public sealed partial class SimulatedCluster
{
    private readonly ClusterServices _services;

    internal SimulatedCluster(World world, ClusterServices services, GrainAssemblies assemblies, Func<Type, bool> declaresAccess)
    {
        World = world;
        _services = services;
        Assemblies = assemblies;
        GrainRuntime = new SimulatedGrainRuntime(this);
        Reminders = new SimulatedReminders(this);
        Observers = new ObserverTable(this);
        Streams = new StreamTable(this);
        world.WhenReset = () =>
        {
            Reminders.Reset();
            Observers.Reset();
            Streams.Reset();
            ForgetDeployment();
            if (_services.Renew())
            {
                _services.JoinTo(world, this);
            }
        };
        References = new GrainReferences(this, declaresAccess);
    }

    /// <summary>The world: steps, time, storage, activations.</summary>
    public World World { get; }

    /// <summary>The services that grains are injected with.</summary>
    public IServiceProvider Services => _services.Current;

    /// <summary>Makes references for client code.</summary>
    public IGrainFactory GrainFactory => References;

    /// <summary>The virtual clock.</summary>
    public TimeProvider TimeProvider => World.Clock;

    internal GrainReferences References { get; }

    internal GrainAssemblies Assemblies { get; }

    internal SimulatedReminders Reminders { get; }

    internal ObserverTable Observers { get; }

    internal StreamTable Streams { get; }

    internal SimulatedGrainRuntime GrainRuntime { get; }

    /// <summary>True while an invariant is asked, which may read grains and not call them: nothing answers within it.</summary>
    internal bool IsLookedAt { get; set; }

    /// <summary>Runs client code, and the cluster until the code's task has completed.</summary>
    /// <param name="code">The client code.</param>
    /// <exception cref="DeadlockException">Nothing is ready and the code has not completed.</exception>
    public void Run(Func<Task> code) => World.RunUntilComplete(code);

    /// <summary>Runs client code, and the cluster until the code's task has completed.</summary>
    /// <typeparam name="TResult">The code's result.</typeparam>
    /// <param name="code">The client code.</param>
    /// <returns>The code's result.</returns>
    /// <exception cref="DeadlockException">Nothing is ready and the code has not completed.</exception>
    public TResult Run<TResult>(Func<Task<TResult>> code) => World.RunUntilComplete(code);

    /// <summary>Runs until nothing is ready and no timer is due.</summary>
    /// <returns>Null if every call was answered; else who waits for whom.</returns>
    public DeadlockReport? RunToQuiescence() => World.Run();

    /// <summary>Adds a silo.</summary>
    /// <param name="name">Its name.</param>
    public void AddSilo(string name) => World.AddSilo(name);

    /// <summary>Kills a silo.</summary>
    /// <param name="name">Its name.</param>
    public void KillSilo(string name) => World.KillSilo(name);

    /// <summary>Stops a silo gracefully.</summary>
    /// <param name="name">Its name.</param>
    public void StopSilo(string name) => World.StopSilo(name);

    /// <summary>The grains of which something lives, waits or is on its way.</summary>
    public IReadOnlyList<GrainId> GrainsInUse() =>
        [.. World.SlotsInUse().Where(static slot => slot.HostIdentity is not null).Select(GrainReferences.IdOf)];

    /// <summary>Forgets the identities of grains that do not live and that nobody holds a reference to; what they stored stays.</summary>
    /// <param name="isForgotten">True for such a grain.</param>
    public void Forget(Func<GrainId, bool> isForgotten) => References.Forget(isForgotten);

    /// <summary>Starts again as if new; costs microseconds.</summary>
    public void Reset() => World.Reset();

    /// <summary>The living activations and their grains, in the order in which they were made.</summary>
    /// <returns>Identity, grain object and activation.</returns>
    public IEnumerable<(GrainId Id, object Grain, Activation Activation)> Grains()
    {
        foreach (var activation in World.Activations)
        {
            if (activation.Instance is { } grain)
            {
                yield return (GrainReferences.IdOf(activation.Slot), grain, activation);
            }
        }
    }

    /// <summary>The object of one active grain.</summary>
    /// <typeparam name="TGrain">Its class, or an interface of it.</typeparam>
    /// <param name="id">Its identity.</param>
    /// <returns>The object, or null if the grain is not active.</returns>
    public TGrain? Find<TGrain>(GrainId id)
        where TGrain : class => ActivationOf(id)?.Instance as TGrain;

    /// <summary>The object of one active grain.</summary>
    /// <typeparam name="TGrain">Its class, or an interface of it.</typeparam>
    /// <param name="grain">A reference to it.</param>
    /// <returns>The object, or null if the grain is not active.</returns>
    public TGrain? Find<TGrain>(IAddressable grain)
        where TGrain : class => Find<TGrain>(grain.GetGrainId());

    /// <summary>The objects of all active grains of a class, in the order in which they were activated.</summary>
    /// <typeparam name="TGrain">The class, or an interface.</typeparam>
    public IEnumerable<TGrain> All<TGrain>()
        where TGrain : class => World.Activations.Select(static activation => activation.Instance).OfType<TGrain>();

    /// <summary>The activation of a grain that takes requests now.</summary>
    /// <param name="id">Its identity.</param>
    /// <returns>The activation, or null if the grain is not active.</returns>
    public Activation? ActivationOf(GrainId id) => References.SlotOf(id).Activation;

    internal static SiloAddress AddressOf(SimulatedSilo? silo) => AddressOf(silo?.Number ?? 0);

    internal static SiloAddress AddressOf(int index) => SiloAddress.New(System.Net.IPAddress.Loopback, 11111 + index, 1);
}
