using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Reference;

// device_init, device_shutdown, domains of devices, fault queues of devices.
internal sealed partial class RefKernel
{
    private Errno DeviceInit(RefDevice device, SvaFeatures features, uint wish)
    {
        var (error, isPastHandler) = TryDeviceInit(device, features, wish);
        if (_isPublished && isPastHandler && !error.IsSuccess)
        {
            // 11.1.4: it is unregistered, also when another driver registered it, and so is the driver's set-up.
            device.HasFaultHandler = false;
            if (error == Errno.EEXIST && device.Spec.IommuOps.HasFlag(IommuOps.DeviceShutdown))
            {
                Call($"shutdown {device.Spec.Name.Name}");
                device.HasFaultQueue = false;
            }
        }

        return error;
    }

    private (Errno Error, bool IsPastHandler) TryDeviceInit(RefDevice device, SvaFeatures features, uint wish)
    {
        if (device.Domain is null || !device.Spec.IommuOps.HasFlag(IommuOps.DeviceInit))
        {
            return (Errno.ENODEV, false);
        }

        if ((features & ~SvaFeatures.Known) != SvaFeatures.None)
        {
            return (Errno.EINVAL, false);
        }

        // 11.1.3: the handler is registered before anything else can fail.
        if (features.HasFlag(SvaFeatures.Iopf) && device.HasFaultHandler)
        {
            return (Errno.EBUSY, false);
        }

        if (device.Failures.Pass(FailurePoint.DeviceParameter) is { IsSuccess: false } noMemory)
        {
            return (noMemory, true);
        }

        // The driver's op narrows the range, and refuses what the hardware cannot do.
        Call($"init {device.Spec.Name.Name}");
        if (device.Failures.Pass(FailurePoint.DriverInit) is { IsSuccess: false } refused)
        {
            return (refused, true);
        }

        if (device.Spec.PasidMax.Value == 0)
        {
            return (Errno.EINVAL, true);
        }

        if (features.HasFlag(SvaFeatures.Iopf))
        {
            if (device.Spec.PageRequests == 0)
            {
                return (Errno.EINVAL, true);
            }

            // The driver puts the device on its fault queue.
            if (AddFaultQueue(device) is { IsSuccess: false } noQueue)
            {
                return (noQueue, true);
            }
        }

        var max = wish != 0 && wish < device.Spec.PasidMax.Value ? wish : device.Spec.PasidMax.Value;
        if (device.Param is not null)
        {
            // What this call made is undone, and nothing else is touched (11.1.4).
            device.HasFaultQueue &= _isPublished || !features.HasFlag(SvaFeatures.Iopf);
            return (Errno.EEXIST, true);
        }

        device.HasFaultHandler = features.HasFlag(SvaFeatures.Iopf);
        device.Param = new(features) { Min = Math.Max(device.Spec.PasidMin.Value, _settings.PasidMin.Value), Max = max };
        return (Errno.None, true);
    }

    private Errno DeviceShutdown(RefDevice device)
    {
        if (device.Domain is null)
        {
            return Errno.ENODEV;
        }

        UnbindAll(device);
        if (device.Param is null)
        {
            return Errno.ENODEV;
        }

        var hadFaults = _isPublished ? device.Param.Features.HasFlag(SvaFeatures.Iopf) : device.HasFaultHandler;
        device.Param = null;
        if (device.Spec.IommuOps.HasFlag(IommuOps.DeviceShutdown))
        {
            Call($"shutdown {device.Spec.Name.Name}");
            device.HasFaultQueue &= !hadFaults;
        }

        device.HasFaultHandler = false;
        return Errno.None;
    }

    private Errno AttachDomain(RefDevice device, RefDomain domain)
    {
        if (device.Spec.Group is null || device.Spec.Iommu.IsNone)
        {
            return Errno.ENODEV;
        }

        if (device.Domain is not null && device.Domain != device.BootDomain)
        {
            return Errno.EBUSY;
        }

        UnbindAll(device);
        device.Domain = domain;
        return Errno.None;
    }

    private Errno DetachDomain(RefDevice device, RefDomain domain)
    {
        if (device.Spec.Group is null || device.Spec.Iommu.IsNone)
        {
            return Errno.ENODEV;
        }

        if (device.Domain is null || device.Domain != domain)
        {
            return Errno.EINVAL;
        }

        UnbindAll(device);
        device.Domain = domain == device.BootDomain ? null : device.BootDomain;
        return Errno.None;
    }

    private static Errno FaultQueue(RefDevice device, bool isRemoval)
    {
        if (!isRemoval)
        {
            return device.Spec.Iommu.IsNone || device.Spec.PageRequests == 0 ? Errno.ENODEV : AddFaultQueue(device);
        }

        if (!device.HasFaultQueue)
        {
            return Errno.EINVAL;
        }

        device.HasFaultQueue = false;
        return Errno.None;
    }

    private static Errno AddFaultQueue(RefDevice device)
    {
        if (device.Failures.Pass(FailurePoint.FaultQueue) is { IsSuccess: false } noMemory)
        {
            return noMemory;
        }

        if (device.HasFaultQueue)
        {
            return Errno.EINVAL;
        }

        device.HasFaultQueue = true;
        return Errno.None;
    }
}
