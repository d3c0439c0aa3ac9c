using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Memory;

/// <summary>The result of an mmput.</summary>
/// <param name="Error">0, or -EINVAL for an mm without users.</param>
/// <param name="WasLast">Whether it was the last user, so that the exit ran.</param>
/// <param name="BondsReleased">Bonds whose mm_exit was called.</param>
/// <param name="At">The modelled time of the end.</param>
public readonly record struct ExitOutcome(Errno Error, bool WasLast, int BondsReleased, VirtualTime At);

/// <summary>mmput, and the exit of an address space that the last one runs: the end of a process while devices are bound to it.</summary>
/// <remarks>
/// <para>mmput of kernel/fork.c, exit_mmap of mm/mmap.c. In between, the notifier's release runs: <c>Release.cs</c> of each generation. All
/// of it runs on the thread that dropped the last user, which may be any thread; that thread holds nothing while a driver's mm_exit
/// sleeps.</para>
/// <para>In 2018 a driver that unbinds meanwhile finds its bond claimed and waits for it (<c>UnbindOne</c> in <c>Device.Bind.cs</c>); a
/// bind finds the io_mm exiting and is refused (<c>Attach</c> in <c>IoMm.Attach.cs</c>).</para>
/// </remarks>
public static class ExitMmap
{
    /// <summary>Drops a user of an mm; the last one runs the exit, to its end.</summary>
    /// <param name="kernel">References.</param>
    /// <param name="stamp">The request's stamp.</param>
    /// <param name="mm">The mm.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public static async ValueTask<ExitOutcome> PutUser(KernelReferences kernel, Stamp stamp, ObjectName mm)
    {
        var put = await kernel.Mm(mm).PutUser(stamp);
        return put.IsLast ? await Run(kernel, stamp.Later(put.At), mm, put.Subscribers) : new(put.Error, false, 0, put.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<ExitOutcome> Run(
        KernelReferences kernel,
        Stamp stamp,
        ObjectName mm,
        ImmutableArray<NotifierSubscription> subscribers
    )
    {
        var bonds = 0;
        foreach (var subscriber in subscribers)
        {
            (var released, stamp) = await kernel.Await(
                MmPoint.ExitWaitsForRelease,
                kernel.Generation.Release(kernel, stamp, mm, subscriber),
                (0, stamp)
            );
            bonds += released;
        }

        var finished = await kernel.Mm(mm).FinishExit(stamp);
        return new(Errno.None, true, bonds, finished.At);
    }
}
