using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>iommu_sva_device_init and iommu_sva_device_shutdown (02/40): a second device_init that fails unregisters the first one's fault
/// handler.</content>
public sealed partial class Device
{
    /// <inheritdoc/>
    public ValueTask<DeviceInitResult> Init(DeviceInitRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        var (error, min, max) = Initialise(request, at);
        return new(error.IsSuccess ? new DeviceInitResult(error, min, max, at) : new DeviceInitResult(error, default, default, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DeviceShutdownResult> Shutdown(Stamp stamp)
    {
        var done = await ShutDown(stamp);
        ContinueFor(stamp);
        if (done.Error.IsSuccess)
        {
            // The last step of device_shutdown checks whether a handler is registered, not whether the driver asked for one.
            UnregisterFaultHandler(done.At);
        }

        return done;
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<DeviceShutdownResult> ShutDown(Stamp stamp)
    {
        var at = Enter(stamp, Latencies.Call);
        if (State.Domain.IsNone)
        {
            return new(Errno.ENODEV, 0, at);
        }

        var parameter = State.Parameter;
        var (removed, reclaims, unboundAt) = await UnbindEverything(at);
        at = unboundAt;
        // Another shutdown may have finished first; this one must not undo an initialisation made after that.
        if (parameter is null || (!ReferenceEquals(State.Parameter, parameter) && Kernel.IsOn(Point.ShutdownLooksAgain)))
        {
            return new(Errno.ENODEV, removed, await Reclaim(reclaims, at));
        }

        var hadFaults = parameter.Features.HasFlag(SvaFeatures.Iopf);
        State.Parameter = null;
        RunDriverShutdown(hadFaults, at);
        return new(Errno.None, removed, await Reclaim(reclaims, at));
    }

    private (Errno Error, Pasid Min, Pasid Max) Initialise(DeviceInitRequest request, VirtualTime at)
    {
        if (State.Domain.IsNone || !Spec.IommuOps.HasFlag(IommuOps.DeviceInit))
        {
            return (Errno.ENODEV, default, default);
        }

        if ((request.Features & ~SvaFeatures.Known) != 0)
        {
            return (Errno.EINVAL, default, default);
        }

        var wantsFaults = request.Features.HasFlag(SvaFeatures.Iopf);
        if (wantsFaults && State.HasFaultHandler)
        {
            Emit(SvaEventKind.FaultHandlerRegister, at, Spec.Iommu, error: Errno.EBUSY);
            return (Errno.EBUSY, default, default);
        }

        if (wantsFaults)
        {
            Emit(SvaEventKind.FaultHandlerRegister, at, Spec.Iommu);
            State.HasFaultHandler = true;
        }

        var (error, min, max) = Register(request, wantsFaults, at);
        if (!error.IsSuccess)
        {
            // Also a handler that another device_init has registered.
            UnregisterFaultHandler(at);
        }

        return (error, min, max);
    }

    private (Errno Error, Pasid Min, Pasid Max) Register(DeviceInitRequest request, bool wantsFaults, VirtualTime at)
    {
        var error = RunDriverInit(request, at);
        if (!error.IsSuccess)
        {
            return (error, default, default);
        }

        if (wantsFaults)
        {
            AddQueue();
        }

        if (State.Parameter is not null)
        {
            // The IOMMU driver's shutdown operation runs on the live device.
            RunDriverShutdown(dropsQueue: true, at);
            return (Errno.EEXIST, default, default);
        }

        return SetParameter(request);
    }

    private void UnregisterFaultHandler(VirtualTime at)
    {
        if (State.HasFaultHandler)
        {
            Emit(SvaEventKind.FaultHandlerUnregister, at, Spec.Iommu);
        }

        State.HasFaultHandler = false;
    }

    /// <summary>device_init from the allocation of its parameter to the IOMMU driver's own operation.</summary>
    private Errno RunDriverInit(DeviceInitRequest request, VirtualTime at)
    {
        var wantsFaults = request.Features.HasFlag(SvaFeatures.Iopf);
        var error = State.Failures.Pass(FailurePoint.DeviceParameter);
        if (!error.IsSuccess)
        {
            return error;
        }

        Emit(SvaEventKind.DriverDeviceInit, at, Spec.Iommu, value: request.PasidMax.Value, features: request.Features);
        error = State.Failures.Pass(FailurePoint.DriverInit);
        if (!error.IsSuccess)
        {
            return error;
        }

        if (Spec.PasidMax.Value == 0 || (wantsFaults && Spec.PageRequests == 0))
        {
            return Errno.EINVAL;
        }

        if (!wantsFaults)
        {
            return Errno.None;
        }

        // The driver adds the device to its fault queue; an earlier initialisation may have done so.
        error = State.Failures.Pass(FailurePoint.FaultQueue);
        return error.IsSuccess && State.Faults is not null ? Errno.EINVAL : error;
    }

    /// <summary>The IOMMU driver's own operation, which removes the device from its fault queue; a driver may lack it.</summary>
    /// <param name="dropsQueue">Whether the initialisation asked for fault handling.</param>
    /// <param name="at">The time of the call.</param>
    private void RunDriverShutdown(bool dropsQueue, VirtualTime at)
    {
        if (!Spec.IommuOps.HasFlag(IommuOps.DeviceShutdown))
        {
            return;
        }

        Emit(SvaEventKind.DriverDeviceShutdown, at, Spec.Iommu);
        if (dropsQueue && State.Faults is not null)
        {
            DropFaultQueue(at);
        }
    }

    /// <summary>Marks the device as initialised.</summary>
    /// <returns>The range of its PASIDs.</returns>
    /// <remarks>The IOMMU driver narrows the range to what device and IOMMU support. It cuts a larger maximum without an error, and a
    /// minimum of 0 where entry 0 of the table is the private page table's.</remarks>
    private (Errno Error, Pasid Min, Pasid Max) SetParameter(DeviceInitRequest request)
    {
        var min = Spec.PasidMin > Settings.PasidMin ? Spec.PasidMin : Settings.PasidMin;
        min = min > Pasid.Zero || (min == Pasid.Zero && Spec.IsEntry0Free) ? min : new(1);
        var max = request.PasidMax.Value != 0 && request.PasidMax < Spec.PasidMax ? request.PasidMax : Spec.PasidMax;
        State.Parameter = new(request.Features, min, max);
        return (Errno.None, min, max);
    }
}
