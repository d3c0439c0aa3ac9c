using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>iommu_notifier_release of 05/40 as it was published, on the thread that runs the exit. It walks forward, so it never sees a
/// bond that a bind adds to the head of the list meanwhile.</content>
public sealed partial class Linux2018V2
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
        var serial = subscription.Incarnation;
        var sva = kernel.SvaLock(mm.Sibling(ObjectKind.SvaLock, ""));
        var current = await sva.BeginRelease(new(stamp, serial));
        stamp = stamp.Later(current.At);
        if (!current.HasReference)
        {
            return (0, stamp);
        }

        var bonds = 0;
        while (current.Bond.Value != 0)
        {
            // The lock is dropped here: the handler may sleep.
            bonds++;
            var device = kernel.Device2018(current.Device);
            var exited = await device.RunMmExit(new(stamp, mm, current.Pasid, current.DriverData));
            var flushed = await device.FlushFaults(new(stamp.Later(exited.At), current.Pasid));
            current = await sva.FinishExit(new(stamp.Later(flushed.At), serial, current.Bond));
            stamp = stamp.Later(current.At);
        }

        var put = await sva.Put(new(stamp, serial, EndsRelease: true));
        return (bonds, stamp.Later(put.At));
    }
}
