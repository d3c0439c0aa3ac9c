using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Grains.Hardware;

/// <summary>An invalidation of a PASID in every domain in which it is bound.</summary>
internal static class DomainFanOut
{
    /// <summary>Invalidates the range in all domains and awaits them.</summary>
    /// <param name="kernel">References.</param>
    /// <param name="domains">The domains, each once.</param>
    /// <param name="fanOut">The number of mm_invalidate calls, one per bond.</param>
    /// <param name="stamp">The request's stamp.</param>
    /// <param name="pasid">The PASID.</param>
    /// <param name="range">The pages.</param>
    /// <remarks>The kernel's thread walks its list and handles the domains in sequence: the time is the sum of their costs. The messages
    /// are concurrent, so a device may observe any of them first.</remarks>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public static async ValueTask<InvalidateResult> Invalidate(
        KernelReferences kernel,
        IReadOnlyList<ObjectName> domains,
        int fanOut,
        Stamp stamp,
        Pasid pasid,
        PageRange range
    )
    {
        var cost = new InvalidationCost(1, fanOut, 0);
        var error = Errno.None;
        var at = stamp.At;
        var doneAt = at;
        foreach (var done in await FanOut.Ask(domains, domain => kernel.Domain(domain).Invalidate(new(stamp, pasid, range))))
        {
            doneAt = VirtualTime.Max(doneAt, done.At);
            at += done.Work;
            error = error.IsSuccess ? done.Error : error;
            cost += new InvalidationCost(0, 0, done.Commands, done.Beyond);
        }

        return new(error, cost, VirtualTime.Max(at, doneAt));
    }
}
