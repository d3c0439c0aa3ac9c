using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Events;

namespace SvaOrleans.Silo.Orleans;

/// <summary>The kernel objects that live on one silo. The runtime reports each activation to it.</summary>
/// <param name="events">The log that the objects of this silo append events to.</param>
public sealed class LiveObjects(EventLog events) : IConfigureGrainContextProvider, IConfigureGrainContext, IHostObjects
{
    /// <summary>The prefix of the full class names of kernel objects.</summary>
    internal const string GrainClasses = nameof(SvaOrleans) + "." + nameof(Grains) + ".";

    private volatile string _silo = "";
    private readonly Lock _coming = new();
    private readonly ConcurrentDictionary<string, HostContexts> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<GrainType, long> _activations = new();

    /// <summary>The number of activations of each grain type on this silo.</summary>
    public IReadOnlyDictionary<GrainType, long> Activations => _activations;

    /// <inheritdoc/>
    public Boot? BootOf(string host) =>
        _hosts.TryGetValue(host, out var contexts) ? (contexts.Host?.GrainInstance as IBootSource)?.Current : null;

    /// <inheritdoc/>
    public string SiloOf(string host) => _silo;

    /// <summary>The number of requests that the objects of a host have begun.</summary>
    /// <param name="host">The host's name.</param>
    public ulong RequestsOf(string host)
    {
        var sum = 0UL;
        if (_hosts.TryGetValue(host, out var contexts))
        {
            foreach (var (context, _) in contexts.Contexts)
            {
                sum = unchecked(sum + ((context.GrainInstance as IKernelObject)?.Requests ?? 0));
            }
        }

        return sum;
    }

    /// <summary>Whether a host's own grain lives on this silo.</summary>
    /// <param name="host">The host's name.</param>
    public bool IsHome(string host) => _hosts.TryGetValue(host, out var contexts) && contexts.Host is not null;

    /// <inheritdoc/>
    public IReadOnlyList<IKernelObject> ObjectsOf(string host)
    {
        var objects = new List<IKernelObject>();
        if (_hosts.TryGetValue(host, out var contexts))
        {
            foreach (var (context, _) in contexts.Contexts)
            {
                if (context.GrainInstance is IKernelObject { IsNamed: true } living)
                {
                    objects.Add(living);
                }
            }
        }

        objects.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        return objects;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SvaEvent> TakeEvents(string host) => events.Take(host);

    /// <inheritdoc/>
    public IReferenceTable NewReferences() => new SharedReferences();

    /// <summary>Adds the state of each object that has one. Call it only when nothing runs.</summary>
    /// <param name="states">The list to add to.</param>
    public void CollectStates(ICollection<(ObjectName Name, object State)> states)
    {
        foreach (var host in _hosts.Keys)
        {
            foreach (var living in ObjectsOf(host))
            {
                if (living is { InBoot.IsOver: false, StateObject: { } state })
                {
                    states.Add((living.Name, state));
                }
            }
        }
    }

    /// <inheritdoc/>
    public bool TryGetConfigurator(
        GrainType grainType,
        GrainProperties properties,
        [NotNullWhen(true)] out IConfigureGrainContext? configurator
    )
    {
        configurator = this;
        return properties.Properties.TryGetValue(WellKnownGrainTypeProperties.FullTypeName, out var className)
            && className.StartsWith(GrainClasses, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Configure(IGrainContext context)
    {
        if (_silo.Length == 0)
        {
            _silo = context.ActivationServices.GetRequiredService<ILocalSiloDetails>().Name;
        }

        var name = GrainNames.NameOf(context.GrainId);
        HostContexts host;
        lock (_coming)
        {
            host = _hosts.GetOrAdd(name.Host, static _ => new());
            host.Contexts.TryAdd(context, 0);
            _activations.AddOrUpdate(context.GrainId.Type, 1, static (_, count) => count + 1);
            if (name.Kind == ObjectKind.Host)
            {
                host.Host = context;
            }
        }

        context.ObservableLifecycle.Subscribe(
            nameof(LiveObjects),
            GrainLifecycleStage.First,
            static _ => Task.CompletedTask,
            _ =>
            {
                Forget(name, context, host);
                return Task.CompletedTask;
            }
        );
    }

    private void Forget(ObjectName name, IGrainContext context, HostContexts host)
    {
        // Activations and deactivations are rare beside requests, so a lock makes these steps atomic.
        lock (_coming)
        {
            if (host.Contexts.TryRemove(context, out _))
            {
                _activations.AddOrUpdate(context.GrainId.Type, 0, static (_, count) => count - 1);
            }

            if (name.Kind == ObjectKind.Host && ReferenceEquals(host.Host, context))
            {
                host.Host = null;
            }

            if (host.Contexts.IsEmpty && _hosts.TryRemove(new(name.Host, host)))
            {
                events.Forget(name.Host);
            }
        }
    }

    private sealed class HostContexts
    {
        private volatile IGrainContext? _host;

        public ConcurrentDictionary<IGrainContext, byte> Contexts { get; } = new();

        public IGrainContext? Host
        {
            get => _host;
            set => _host = value;
        }
    }
}
