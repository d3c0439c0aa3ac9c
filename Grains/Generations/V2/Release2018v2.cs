using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Exit;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Model;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>iommu_notifier_release of 05/40 as it was published, on the thread that runs the exit. It walks forward, so that it never sees a bond
/// which comes to the head of the list meanwhile.</summary>
[Generation(GrainNames.Published2018)]
public class Release2018v2 : NotifierRelease
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public override async ValueTask<(int Bonds, Stamp Stamp)> Run(
        KernelReferences kernel,
        Stamp stamp,
        ObjectName mm,
        NotifierSubscription subscriber
    )
    {
        var serial = subscriber.Incarnation;
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
            var device = kernel.Device(current.Device);
            var exited = await device.RunMmExit(new(stamp, mm, current.Pasid, current.DriverData));
            var flushed = await device.FlushFaults(new(stamp.Later(exited.At), current.Pasid));
            current = await sva.FinishExit(new(stamp.Later(flushed.At), serial, current.Bond));
            stamp = stamp.Later(current.At);
        }

        var put = await sva.Put(new(stamp, serial, EndsRelease: true));
        return (bonds, stamp.Later(put.At));
    }
}
