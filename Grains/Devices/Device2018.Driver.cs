using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Devices;

/// <content>The driver's mm_exit: it may sleep, fail, hang and take a lock; nothing of the core is held meanwhile.</content>
public partial class Device2018
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<MmExitResult> RunMmExit(MmExitRequest request)
    {
        var at = Pass(request.Stamp, default);
        var behaviour = _driver;
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
            _hanging ??= NewWait();
            await _hanging.Task;
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
