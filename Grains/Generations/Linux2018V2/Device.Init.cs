using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>iommu_sva_device_init and iommu_sva_device_shutdown (02/40): a second device_init that fails takes the first one's fault handler away.</content>
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
        var at = Enter(stamp, Latencies.Call);
        if (State.Domain.IsNone)
        {
            return new(Errno.ENODEV, 0, at);
        }

        var parameter = State.Parameter;
        var (removed, reclaims, unboundAt) = await UnbindEverything(at);
        at = unboundAt;
        // Another shutdown may have been quicker, and an initialisation after it is none of this one's business.
        if (parameter is null || (!ReferenceEquals(State.Parameter, parameter) && Kernel.IsOn(Point.ShutdownLooksAgain)))
        {
            return new(Errno.ENODEV, removed, await Reclaim(reclaims, at));
        }

        var hadFaults = parameter.Features.HasFlag(SvaFeatures.Iopf);
        State.Parameter = null;
        RunDriverShutdown(hadFaults, at);
        at = await Reclaim(reclaims, at);

        // The last step of device_shutdown looks at what is registered, not at what was asked for.
        UnregisterFaultHandler(at);
        return new(Errno.None, removed, at);
    }

    /// <inheritdoc/>
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
            // Whoever has registered it.
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
            // The driver's shutdown operation runs on the live device.
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
    /// <param name="request">What the driver asks for.</param>
    /// <param name="at">When.</param>
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

        // The driver puts the device on its fault queue, which somebody may have done already.
        error = State.Failures.Pass(FailurePoint.FaultQueue);
        return error.IsSuccess && State.Faults is not null ? Errno.EINVAL : error;
    }

    /// <summary>The IOMMU driver's own operation, which takes the device off its fault queue; a driver may lack it.</summary>
    /// <param name="dropsQueue">Whether the device's faults were to be handled.</param>
    /// <param name="at">When.</param>
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

    /// <summary>The device is initialised.</summary>
    /// <param name="request">What its driver asked for.</param>
    /// <returns>The range of its PASIDs.</returns>
    /// <remarks>The driver's own operation narrows the range to what device and IOMMU can do; a wish above that is cut without a word, and so is 0
    /// where entry 0 of the table is the private page table's.</remarks>
    private (Errno Error, Pasid Min, Pasid Max) SetParameter(DeviceInitRequest request)
    {
        var min = Spec.PasidMin > Settings.PasidMin ? Spec.PasidMin : Settings.PasidMin;
        min = min > Pasid.Zero || (min == Pasid.Zero && Spec.IsEntry0Free) ? min : new(1);
        var max = request.PasidMax.Value != 0 && request.PasidMax < Spec.PasidMax ? request.PasidMax : Spec.PasidMax;
        State.Parameter = new(request.Features, min, max);
        return (Errno.None, min, max);
    }
}
