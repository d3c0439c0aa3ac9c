using SvaOrleans.Grains.Naming;
using SvaOrleans.Model;
using SvaOrleans.Interfaces;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Kernel;

/// <summary>What every kernel object's grain has: its name, its references, its clock, its events, its boot.</summary>
/// <param name="events">Where its events go.</param>
public abstract class KernelObject(IEventSink events) : Grain, IKernelObject
{
    private KernelReferences? kernel;
    private ulong sequence;
    private VirtualTime freeAt;

    /// <summary>The object's name.</summary>
    public ObjectName Name { get; private set; }

    /// <summary>The object's state; null before it came to be.</summary>
    public abstract object? StateObject { get; }

    /// <inheritdoc/>
    public ulong Requests { get; private set; }

    /// <summary>The boot that it belongs to; 0 before its first request.</summary>
    protected BootEpoch Epoch { get; private set; }

    /// <summary>References to the objects of its own generation.</summary>
    protected KernelReferences Kernel => kernel!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = this.GetGrainId();
        Name = GrainNames.NameOf(id);
        kernel = new(GrainFactory, GrainNames.GenerationOf(id));
        return base.OnActivateAsync(cancellationToken);
    }

    /// <summary>A request that holds the object begins: not before the one ahead of it has ended.</summary>
    /// <param name="stamp">When it was sent.</param>
    /// <param name="cost">The request's own work.</param>
    /// <returns>When its work is done.</returns>
    /// <exception cref="HostRestartedException">It was sent in another boot.</exception>
    protected VirtualTime Begin(Stamp stamp, VirtualTime cost)
    {
        Meet(stamp);
        return VirtualTime.Max(freeAt, stamp.At) + cost;
    }

    /// <summary>A request that holds the object ends.</summary>
    /// <param name="at">When.</param>
    /// <returns>The same time.</returns>
    protected VirtualTime Finish(VirtualTime at)
    {
        freeAt = VirtualTime.Max(freeAt, at);
        return at;
    }

    /// <summary>A request that does not hold the object begins.</summary>
    /// <param name="stamp">When it was sent.</param>
    /// <param name="cost">Its own work.</param>
    /// <returns>When its work is done.</returns>
    /// <exception cref="HostRestartedException">It was sent in another boot.</exception>
    protected VirtualTime Pass(Stamp stamp, VirtualTime cost)
    {
        Meet(stamp);
        return stamp.At + cost;
    }

    /// <summary>A stamp of this boot.</summary>
    /// <param name="at">When.</param>
    protected Stamp StampAt(VirtualTime at) => new(at, Epoch);

    /// <summary>Tells of an event here.</summary>
    protected void Emit(
        SvaEventKind kind,
        VirtualTime at,
        ObjectName subject = default,
        Pasid pasid = default,
        PageRange range = default,
        Errno error = default,
        long value = 0,
        string? note = null)
    {
        sequence++;
        events.Append(new(at, Name, sequence, kind, subject, pasid, range, error, value, note));
    }

    // The first request after an activation decides the boot; a host that reboots sends a higher number and everything starts anew.
    private void Meet(Stamp stamp)
    {
        Requests++;
        if (Epoch.Value == 0)
        {
            Epoch = stamp.Epoch;
        }
        else if (stamp.Epoch != Epoch)
        {
            throw new HostRestartedException($"{Name} is in boot {Epoch}; the request came from boot {stamp.Epoch}");
        }
    }
}
