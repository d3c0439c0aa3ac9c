using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Grains.Hosts;

/// <content>What is kept of a host, and how it looks.</content>
public sealed partial class Host
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<CheckpointResult> Checkpoint(CheckpointRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (
            (_running > 0 && Kernel.IsOn(HostPoint.CheckpointLooksForPrograms))
            || (Kernel.IsOn(HostPoint.CheckpointLooksForWork) && ObjectsOf(Current!).Any(static living => living.IsBusy))
        )
        {
            return new(Errno.EBUSY, 0, 0, at);
        }

        // No program runs, and clients call only the host, so nothing changes while this turn reads.
        var kept = ImmutableArray.CreateBuilder<KeptObject>();
        var bytes = 0L;
        foreach (var living in ObjectsOf(Current!))
        {
            if (living.CheckpointState is { } state)
            {
                var written = StateCodec.Write(state);
                bytes += written.Length;
                kept.Add(new(living.Name, written, living.FreeAt, living.Sequence));
            }
        }

        var checkpoint = new HostCheckpoint(Epoch, VirtualTime.Max(at, _latest), kept.ToImmutable(), [.. _warned]);
        await Store(known => known with { Checkpoint = checkpoint, ComesBackRestored = request.ComesBackRestored });
        return new(Errno.None, kept.Count, bytes, at);
    }

    // Each object takes its own snapshot, between two of its turns; all at the same time, as there may be many. Views run in sequence, as
    // each object keeps one snapshot.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<HostView> TakeSnapshots(Stamp stamp)
    {
        using var turn = _views.Take();
        await Until(HostPoint.ViewsTakeTurns, turn.Before);
        if (Kernel.IsOn(HostPoint.ViewLooksForBoot))
        {
            Enter(stamp, default);
        }

        var current = Current!;
        ImmutableArray<ObjectName> objects = [.. ObjectsOf(current).Select(static living => living.Name)];
        await Until(HostPoint.ViewWaitsForSnapshots, Task.WhenAll(objects.Select(name => Object(name).Look(stamp).AsTask())));
        if (Kernel.IsOn(HostPoint.ViewLooksAgain) && current.IsOver)
        {
            // Objects that answered may have deactivated since, and their snapshots with them.
            throw new HostRestartedException($"{Name} ended boot {current.Epoch} while a picture of it was taken");
        }

        var view = new HostViewBuilder(Name.Host);
        foreach (var living in ObjectsOf(current))
        {
            view.Add(living.TakeSnapshot());
        }

        return view.Build();
    }
}
