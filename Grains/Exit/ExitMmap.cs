using System.Collections.Immutable;
using SvaOrleans.Grains.Generations.V2;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Grains.Points;
using SvaOrleans.Model;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Exit;

/// <summary>What an mmput brought about.</summary>
/// <param name="Error">0, or -EINVAL for an mm without users.</param>
/// <param name="WasLast">Whether it was the last user, so that the exit ran.</param>
/// <param name="BondsReleased">Bonds whose drivers were told.</param>
/// <param name="At">When it was over.</param>
public readonly record struct ExitOutcome(Errno Error, bool WasLast, int BondsReleased, VirtualTime At);

/// <summary>mmput, and the exit of an address space that the last one runs: what happens when a process dies while devices are bound to it.</summary>
/// <remarks>
/// <para>mmput of kernel/fork.c, exit_mmap of mm/mmap.c, and the notifier's release of 05/40. It runs on the thread that dropped the last
/// user, which may be anybody's; that thread holds nothing while a driver's mm_exit sleeps.</para>
/// <para>A driver that unbinds meanwhile finds its bond claimed and waits for it, see <c>Device2018.UnbindOne</c>; a bind finds the io_mm
/// exiting and is refused, see <c>IoMm2018.Attach</c>.</para>
/// </remarks>
public static class ExitMmap
{
    /// <summary>Drops a user of an mm; the last one runs the exit, to its end.</summary>
    /// <param name="kernel">References.</param>
    /// <param name="stamp">When.</param>
    /// <param name="mm">The mm.</param>
    public static async ValueTask<ExitOutcome> PutUser(KernelReferences kernel, Stamp stamp, ObjectName mm)
    {
        var put = await kernel.Mm(mm).PutUser(stamp);
        return put.IsLast ? await Run(kernel, stamp.Later(put.At), mm, put.Subscribers) : new(put.Error, false, 0, put.At);
    }

    private static async ValueTask<ExitOutcome> Run(
        KernelReferences kernel, Stamp stamp, ObjectName mm, ImmutableArray<NotifierSubscription> subscribers)
    {
        var bonds = 0;
        foreach (var subscriber in subscribers)
        {
            (var released, stamp) = kernel.HasOneLock
                ? await PublishedRelease.Run(kernel, stamp, mm, subscriber)
                : await Release(kernel, stamp, mm, subscriber);
            bonds += released;
        }

        var finished = await kernel.Mm(mm).FinishExit(stamp);
        return new(Errno.None, true, bonds, finished.At);
    }

    // The notifier's release. The list of bonds is read anew each time round: an unbind may have taken any of them meanwhile.
    private static async ValueTask<(int Bonds, Stamp Stamp)> Release(
        KernelReferences kernel, Stamp stamp, ObjectName mm, NotifierSubscription subscriber)
    {
        var (name, incarnation) = subscriber;
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
            var device = kernel.Device(next.Device);
            var exited = await kernel.Await(
                ProtocolPoint.ReleaseWaitsForHandler, device.RunMmExit(new(stamp, mm, next.Pasid, next.DriverData)), new(Errno.None, stamp.At));
            var flushed = await kernel.Await(
                ProtocolPoint.ReleaseFlushesFirst, device.FlushFaults(new(stamp.Later(exited.At), next.Pasid)), new(Errno.None, 0, exited.At));
            var detached = await ioMm.FinishExit(new(stamp.Later(flushed.At), incarnation, next.Bond));
            flushed = await kernel.Await(
                ProtocolPoint.ReleaseFlushesBeforeFree, device.FlushFaults(new(stamp.Later(detached.At), next.Pasid)), new(Errno.None, 0, detached.At));
            var put = await ioMm.Put(new(stamp.Later(flushed.At), incarnation, next.Bond));
            stamp = stamp.Later(put.At);
        }

        var ended = await ioMm.EndRelease(new(stamp, incarnation));
        return (bonds, stamp.Later(ended.At));
    }
}
