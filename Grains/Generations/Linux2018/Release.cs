using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <content>iommu_notifier_release of 05/40 as it was meant. Each iteration reads the list of bonds again: an unbind may have removed any
/// of them meanwhile.</content>
public sealed partial class Linux2018
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public override async ValueTask<(int Bonds, Stamp Stamp)> Release(
        KernelReferences kernel,
        Stamp stamp,
        ObjectName mm,
        NotifierSubscription subscription
    )
    {
        var (name, incarnation) = subscription;
        var ioMm = kernel.IoMm(name);
        var begun = await ioMm.BeginRelease(new(stamp, incarnation));
        stamp = stamp.Later(begun.At);
        if (!begun.HasBegun)
        {
            return (0, stamp);
        }

        var bonds = 0;
        while (true)
        {
            var next = await ioMm.NextExit(new(stamp, incarnation));
            stamp = stamp.Later(next.At);
            if (next.Bond.Value == 0)
            {
                break;
            }

            bonds++;
            var device = kernel.Device2018(next.Device);
            var exited = await kernel.Await(
                Point.ReleaseWaitsForHandler,
                device.RunMmExit(new(stamp, mm, next.Pasid, next.DriverData)),
                new(Errno.None, stamp.At)
            );
            // The patches flush here. No result depends on it: the flush after the teardown finds the same faults, and no fault is served
            // in an mm without users.
            var flushed = await kernel.Await(
                Point.ReleaseFlushesFirst,
                device.FlushFaults(new(stamp.Later(exited.At), next.Pasid)),
                new(Errno.None, 0, exited.At)
            );
            var detached = await kernel.Await(
                Point.ReleaseWaitsForTeardown,
                ioMm.FinishExit(new(stamp.Later(flushed.At), incarnation, next.Bond)),
                new(Errno.None, flushed.At)
            );
            flushed = await kernel.Await(
                Point.ReleaseFlushesBeforeFree,
                device.FlushFaults(new(stamp.Later(detached.At), next.Pasid)),
                new(Errno.None, 0, detached.At)
            );
            var put = await kernel.Await(
                Point.ReleaseWaitsForPut,
                ioMm.Put(new(stamp.Later(flushed.At), incarnation, next.Bond)),
                new(Errno.None, false, flushed.At)
            );
            stamp = stamp.Later(put.At);
        }

        var ended = await kernel.Await(Point.ExitWaitsForPut, ioMm.EndRelease(new(stamp, incarnation)), new(Errno.None, false, stamp.At));
        return (bonds, stamp.Later(ended.At));
    }
}
