using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <content>The driver's mm_exit: it may sleep, fail, hang and take a lock; the SVA core holds no lock meanwhile.</content>
public sealed partial class Device
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> RunMmExit(MmExitRequest request)
    {
        var at = Enter(request.Stamp, default);
        var behaviour = Driver;
        if (!behaviour.HasMmExit)
        {
            return new(Errno.None, at);
        }

        Emit(SvaEventKind.DriverMmExit, at, request.Mm, request.Pasid, value: request.DriverData);
        if (!behaviour.MmExitLock.IsNone)
        {
            at = (await Kernel.DriverLock(behaviour.MmExitLock).Acquire(new(StampAt(at), Name))).At;
        }

        if (behaviour.IsMmExitHanging)
        {
            await WaitIn(_hanging);
        }

        if (behaviour.UnbindsInMmExit)
        {
            at = (await Kernel.Device(Name).Unbind(new(StampAt(at), request.Pasid))).At;
        }

        if (behaviour.MmExitSleep.Nanoseconds > 0)
        {
            await Sleep(clock, time, behaviour.MmExitSleep);
            at += behaviour.MmExitSleep;
        }

        if (behaviour.MmExitError.IsSuccess)
        {
            State.Stop(request.Pasid);
        }
        else
        {
            Emit(
                SvaEventKind.Warning,
                at,
                request.Mm,
                request.Pasid,
                error: behaviour.MmExitError,
                note: "mm_exit failed: the device may still use the PASID"
            );
        }

        if (!behaviour.MmExitLock.IsNone)
        {
            at = (await Kernel.DriverLock(behaviour.MmExitLock).Release(new(StampAt(at), Name))).At;
        }

        Emit(SvaEventKind.DriverMmExitDone, at, request.Mm, request.Pasid, error: behaviour.MmExitError);
        return new(behaviour.MmExitError, at);
    }
}
