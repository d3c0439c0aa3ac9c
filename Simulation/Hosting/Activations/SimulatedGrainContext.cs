using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>One activation, as its grain and Orleans' code see it.</summary>
internal sealed class SimulatedGrainContext : IGrainContext, IGrainExtensionBinder, ICallChainReentrantGrainContext, IAsyncDisposable
{
    private readonly Activation _activation;
    private readonly SimulatedCluster _cluster;
    private ActivationServices? _services;
    private SimulatedLifecycle? _lifecycle;
    private Dictionary<Type, object>? _components;
    private GrainReference? _reference;
    private TaskCompletionSource? _deactivated;
    private bool _isDeactivated;

    internal SimulatedGrainContext(Activation activation, SimulatedCluster cluster)
    {
        _activation = activation;
        _cluster = cluster;
    }

    public GrainId GrainId => GrainReferences.IdOf(_activation.Slot);

    public GrainReference GrainReference => _reference ??= _cluster.References.Untyped(GrainId);

    public object? GrainInstance { get; private set; }

    public ActivationId ActivationId => new(new Guid(checked((int)_activation.Number), 0, 0, new byte[8]));

    public GrainAddress Address =>
        new()
        {
            GrainId = GrainId,
            ActivationId = ActivationId,
            SiloAddress = SimulatedCluster.AddressOf(_activation.Silo),
        };

    public IServiceProvider ActivationServices => _services ??= new ActivationServices(this, _cluster);

    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new SimulatedLifecycle();

    public IWorkItemScheduler Scheduler => new ActivationScheduler(_activation);

    public Task Deactivated => _isDeactivated ? Task.CompletedTask : (_deactivated ??= new()).Task;

    internal Activation Activation => _activation;

    internal SimulatedCluster Cluster => _cluster;

    internal List<Persistence.IStoredState>? States { get; private set; }

    internal DeactivationReason Reason { get; private set; }

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        if (componentType.IsInstanceOfType(GrainInstance))
        {
            return GrainInstance;
        }

        if (componentType.IsInstanceOfType(this))
        {
            return this;
        }

        if (_components is not null && _components.TryGetValue(componentType, out var component))
        {
            return component;
        }

        component = ActivationServices.GetService(componentType) ?? InstalledExtension(componentType);
        if (component is not null)
        {
            (_components ??= [])[componentType] = component;
        }

        return component;
    }

    public TComponent? GetComponent<TComponent>()
        where TComponent : class => GetComponent(typeof(TComponent)) as TComponent;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        if (GrainInstance is TComponent || this is TComponent)
        {
            throw new ArgumentException(
                $"{typeof(TComponent)} is implemented by the grain or by its context and cannot be replaced.",
                nameof(value)
            );
        }

        if (value is null)
        {
            _components?.Remove(typeof(TComponent));
        }
        else
        {
            (_components ??= [])[typeof(TComponent)] = value;
        }
    }

    public TExtensionInterface GetExtension<TExtensionInterface>()
        where TExtensionInterface : class, IGrainExtension => GetComponent<TExtensionInterface>()!;

    public (TExtension, TExtensionInterface) GetOrSetExtension<TExtension, TExtensionInterface>(Func<TExtension> newExtensionFunc)
        where TExtension : class, TExtensionInterface
        where TExtensionInterface : class, IGrainExtension
    {
        if (_components is null || !_components.TryGetValue(typeof(TExtensionInterface), out var extension))
        {
            SetComponent<TExtensionInterface>(newExtensionFunc());
            extension = _components![typeof(TExtensionInterface)];
        }

        return ((TExtension)extension, GrainReference.Cast<TExtensionInterface>());
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (_activation.State is ActivationState.Valid or ActivationState.Activating)
        {
            Reason = deactivationReason;
            _activation.Deactivate((DeactivationCause)(byte)deactivationReason.ReasonCode);
        }
    }

    /// <summary>The directory places the next activation; this one ends, as on a cluster where no other silo wants it.</summary>
    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        Deactivate(new DeactivationReason(DeactivationReasonCode.Migrating, "Migrating to a new location."), cancellationToken);

    /// <summary>Orleans draws the id of a new call chain at random; here the section goes on under a counted one.</summary>
    public void OnEnterReentrantSection(Guid reentrancyId)
    {
        var counted = _activation.World.CountedChain(reentrancyId);
        if (counted != reentrancyId)
        {
            RequestContext.ReentrancyId = counted;
        }

        _activation.EnterSection(counted);
    }

    public void OnExitReentrantSection(Guid reentrancyId) => _activation.ExitSection(_activation.World.CountedChain(reentrancyId));

    public void ReceiveMessage(object message) =>
        throw new NotSupportedException("Calls reach a simulated activation as steps of its world, not as messages of Orleans.");

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The world activates grains.");

    public void Rehydrate(IRehydrationContext context) =>
        throw new NotSupportedException("A simulated activation starts without the state of another one.");

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"[{GrainId} on {_activation.Silo}]";

    public async ValueTask DisposeAsync()
    {
        if (_services is { } services)
        {
            await services.DisposeAsync();
        }
    }

    internal static SimulatedGrainContext Of(Activation activation) => Unsafe.As<SimulatedGrainContext>(activation.HostContext)!;

    internal void Add(Persistence.IStoredState state) => (States ??= []).Add(state);

    internal void Hold(object instance)
    {
        GrainInstance = instance;
        if (instance is ILifecycleParticipant<IGrainLifecycle> participant)
        {
            participant.Participate(ObservableLifecycle);
        }
    }

    internal Task OnActivate(CancellationToken cancellation)
    {
        Task starting;
        try
        {
            starting = Start(cancellation);
        }
        catch (Exception e)
        {
            starting = Task.FromException(e);
        }

        return starting.IsCompletedSuccessfully ? starting : UndoIfFailed(starting, cancellation);
    }

    private Task Start(CancellationToken cancellation)
    {
        foreach (var state in States ?? [])
        {
            state.Load();
        }

        return _lifecycle is { } lifecycle ? AfterStart(lifecycle) : OnActivateAsync();

        async Task AfterStart(SimulatedLifecycle started)
        {
            await started.OnStart(cancellation);
            await OnActivateAsync();
        }

        Task OnActivateAsync() => GrainInstance is IGrainBase grain ? grain.OnActivateAsync(cancellation) : Task.CompletedTask;
    }

    internal async Task OnDeactivate(DeactivationReason reason, CancellationToken cancellation)
    {
        try
        {
            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnDeactivateAsync(reason, cancellation);
            }
        }
        finally
        {
            await Stop(cancellation);
        }
    }

    // A grain that never was active gets no OnDeactivateAsync; the stages that it has reached stop, and it is disposed.
    private async Task UndoIfFailed(Task starting, CancellationToken cancellation)
    {
        try
        {
            await starting;
        }
        catch (Exception)
        {
            await Stop(cancellation);
            throw;
        }
    }

    private async Task Stop(CancellationToken cancellation)
    {
        try
        {
            if (_lifecycle is { } lifecycle)
            {
                await lifecycle.OnStop(cancellation);
            }

            await DisposeInstance();
        }
        finally
        {
            _isDeactivated = true;
            _deactivated?.SetResult();
        }
    }

    private async ValueTask DisposeInstance()
    {
        switch (GrainInstance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        await DisposeAsync();
    }

    private object? InstalledExtension(Type type) =>
        typeof(IGrainExtension).IsAssignableFrom(type)
            ? ((IKeyedServiceProvider)ActivationServices).GetKeyedService(typeof(IGrainExtension), type)
                ?? throw new GrainExtensionNotInstalledException(
                    $"No extension of type {type} is installed at {GrainId}, and none is registered for it."
                )
            : null;

    private sealed class ActivationScheduler(Activation activation) : IWorkItemScheduler
    {
        public void QueueAction(Action action) => activation.Post(static state => ((Action)state!)(), action);

        public void QueueTask(Task task) => activation.Post(static state => ((Task)state!).RunSynchronously(TaskScheduler.Default), task);

        public void QueueAction(Action<object> action, object state) => activation.Post(_ => action(state), null);
    }
}
