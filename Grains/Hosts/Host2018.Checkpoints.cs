using System.Collections.Immutable;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Grains.Hosts;

/// <content>The console's other half: pictures, checkpoints, another boot, the power switch.</content>
public sealed partial class Host2018
{
    /// <inheritdoc/>
    public async ValueTask<CheckpointResult> Checkpoint(CheckpointRequest request)
    {
        var at = Pass(request.Stamp, default);
        if (running > 0)
        {
            return new(Errno.EBUSY, 0, 0, at);
        }

        // Nothing runs and nobody outside calls anyone but the host, so nothing changes while this turn reads.
        var kept = ImmutableArray.CreateBuilder<KeptObject>();
        var bytes = 0L;
        foreach (var living in HostObjects.ObjectsOf(Name.Host))
        {
            if (living.Kept is { } state)
            {
                var written = StateCodec.Write(state);
                bytes += written.Length;
                kept.Add(new(living.Name, written, living.FreeAt, living.Sequence));
            }
        }

        record.State = record.State with { Checkpoint = new(Epoch, VirtualTime.Max(at, latest), kept.ToImmutable()), ComesBackRestored = request.ComesBackRestored };
        await record.WriteStateAsync();
        return new(Errno.None, kept.Count, bytes, at);
    }

    /// <inheritdoc/>
    public async ValueTask<BootResult> Reboot(RebootRequest request)
    {
        var at = Pass(request.Stamp, default);
        if (running > 0)
        {
            return new(Errno.EBUSY, Epoch, at);
        }

        var checkpoint = request.FromCheckpoint ? record.State.Checkpoint : null;
        if (request.FromCheckpoint && checkpoint is null)
        {
            return new(Errno.ENOENT, Epoch, at);
        }

        var made = spec!;
        running++;
        try
        {
            await End(at);
            return await Start(made, checkpoint, at);
        }
        finally
        {
            running--;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PowerOffResult> PowerOff(Stamp stamp)
    {
        var at = Pass(stamp, default);

        // The number stays: should a host of this name ever boot again, nobody takes it for the old one.
        record.State = new(Epoch, null, null, false);
        await record.WriteStateAsync();
        var objects = await End(at);
        DeactivateOnIdle();
        return new(Errno.None, objects, at);
    }

    private async ValueTask<VirtualTime> Restore(HostCheckpoint checkpoint, VirtualTime at)
    {
        at = VirtualTime.Max(at, checkpoint.At);
        var stamp = StampAt(at);
        foreach (var kept in checkpoint.Objects)
        {
            await Object(kept.Name).Restore(new(stamp, kept, spec!.Settings));
        }

        return at;
    }

    // Each object makes its own picture, between two of its turns; all at once, as their number may be large.
    private async ValueTask<HostView> Look(VirtualTime at)
    {
        var stamp = StampAt(at);
        ImmutableArray<ObjectName> objects = [.. Objects()];
        await Task.WhenAll(objects.Select(name => Object(name).Look(stamp).AsTask()));
        var view = new HostViewBuilder(Name.Host);
        foreach (var living in HostObjects.ObjectsOf(Name.Host))
        {
            view.Add(living.TakePicture());
        }

        return view.Build();
    }
}
