using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Events;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Silo.Simulated;

/// <summary>The kernel objects of a simulated cluster. It keeps only their names, by host. The world knows which of them are active, so
/// nothing here changes when the world is reset.</summary>
/// <param name="events">The log that the objects append events to.</param>
internal sealed class EngineObjects(EventLog events) : IHostObjects
{
    private readonly SortedDictionary<string, (string Generation, GrainId Id)> _hosts = new(StringComparer.Ordinal);

    // A world that is reset has the same grains again.
    private readonly Dictionary<GrainId, ObjectName> _names = [];
    private readonly Dictionary<string, SortedDictionary<ObjectName, GrainId>> _placed = new(StringComparer.Ordinal);

    public SimulatedCluster? Cluster { get; set; }

    /// <summary>Adds a host.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="generation">The generation of its kernel.</param>
    public void Add(string host, string generation) => _hosts[host] = (generation, GrainNames.IdOf(new(host, ObjectKind.Host, "")));

    /// <summary>Whether a host was added.</summary>
    /// <param name="host">The host's name.</param>
    public bool Knows(string host) => _hosts.ContainsKey(host);

    /// <summary>Forgets every host without an activation, a waiting request or a message in flight. Its stored state stays.</summary>
    /// <param name="asked">Hosts with a request in progress.</param>
    public void Forget(IEnumerable<string> asked)
    {
        var used = new SortedSet<string>(asked, StringComparer.Ordinal);
        used.UnionWith(Cluster!.GrainsInUse().Select(static id => GrainNames.NameOf(id).Host));
        Cluster.Forget(id => !used.Contains(GrainNames.NameOf(id).Host));
        foreach (var host in _hosts.Keys.Concat(_placed.Keys).Where(host => !used.Contains(host)).ToArray())
        {
            _hosts.Remove(host);
            _placed.Remove(host);
            events.Forget(host);
        }

        foreach (var id in _names.Where(known => !used.Contains(known.Value.Host)).Select(static known => known.Key).ToArray())
        {
            _names.Remove(id);
        }
    }

    /// <inheritdoc/>
    public Boot? BootOf(string host) => (ActivationOf(host)?.Instance as IBootSource)?.Current;

    /// <inheritdoc/>
    public string SiloOf(string host) => ActivationOf(host)?.Silo?.Name ?? "";

    /// <inheritdoc/>
    public IReadOnlyList<IKernelObject> ObjectsOf(string host)
    {
        var objects = new List<IKernelObject>();
        var gone = new List<ObjectName>();
        if (Cluster is { } cluster && _placed.TryGetValue(host, out var known))
        {
            foreach (var (name, id) in known)
            {
                if (cluster.ActivationOf(id) is not { } activation)
                {
                    gone.Add(name);
                }
                else if (activation.Instance is IKernelObject { IsNamed: true } living)
                {
                    objects.Add(living);
                }
            }

            // A grain that is activated again is placed again.
            gone.ForEach(name => known.Remove(name));
        }

        return objects;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SvaEvent> TakeEvents(string host) => events.Take(host);

    /// <inheritdoc/>
    public IReferenceTable NewReferences() => new ReferenceTable();

    /// <summary>The silo of a new activation: that of the host's own grain; for that grain itself, by its name.</summary>
    /// <param name="id">The grain.</param>
    /// <param name="silos">The silos that take activations.</param>
    public string Place(GrainId id, IReadOnlyList<string> silos)
    {
        if (!_names.TryGetValue(id, out var name))
        {
            _names[id] = name = GrainNames.NameOf(id);
        }

        if (!_placed.TryGetValue(name.Host, out var objects))
        {
            _placed[name.Host] = objects = [];
        }

        objects[name] = id;
        var home = name.Kind == ObjectKind.Host ? null : ActivationOf(name.Host)?.Silo?.Name;
        return home is not null && silos.Contains(home) ? home : silos[HostPlacement.IndexOf(name.Host, silos)];
    }

    /// <summary>The running requests that hold what another request waits for inside its object.</summary>
    /// <param name="waiting">The request that waits.</param>
    public IEnumerable<GrainRequest> HoldersOf(GrainRequest waiting)
    {
        foreach (
            var holder in (waiting.Runner?.Instance as IWaitQueues)?.HoldersFor(
                waiting.Method.Name,
                waiting.ArgumentCount > 0 ? waiting.GetArgument(0) : null
            )
                ?? []
        )
        {
            var at = Cluster?.ActivationOf(GrainNames.IdOf(holder.Object, _hosts[holder.Object.Host].Generation));
            for (var index = 0; index < (at?.RunningCount ?? 0); index++)
            {
                if (holder.Method is null || holder.Method == at!.Running(index).Method.Name)
                {
                    yield return at!.Running(index);
                }
            }
        }
    }

    private Simulation.Engine.Activation? ActivationOf(string host) =>
        Cluster is { } cluster && _hosts.TryGetValue(host, out var known) ? cluster.ActivationOf(known.Id) : null;
}
