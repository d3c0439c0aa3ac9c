using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.V2;

/// <content>device_init and device_shutdown: a second device_init that fails takes the first one's fault handler away.</content>
public partial class Device2018v2
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public override async ValueTask<DeviceShutdownResult> Shutdown(Stamp stamp)
    {
        var done = await base.Shutdown(stamp);
        GoOnFor(stamp);
        if (done.Error.IsSuccess)
        {
            base.UnregisterFaultHandler(State.HasFaultHandler, done.At);
            State.HasFaultHandler = false;
        }

        return done;
    }

    /// <inheritdoc/>
    protected override void UnregisterFaultHandler(bool isRegistered, VirtualTime at)
    {
        // The last thing that device_shutdown does here, and it looks at what is registered, not at what was asked for.
    }

    /// <inheritdoc/>
    protected override (Errno Error, Pasid Min, Pasid Max) Initialise(DeviceInitRequest request, VirtualTime at)
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
            base.UnregisterFaultHandler(State.HasFaultHandler, at);
            State.HasFaultHandler = false;
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
}
