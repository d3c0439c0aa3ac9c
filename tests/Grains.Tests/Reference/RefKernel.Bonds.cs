using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Reference;

// bind, unbind, unbind_dev_all, io_mm, the notifier (03/40, 05/40).
internal sealed partial class RefKernel
{
    private RefResult BindStep(BindStep step)
    {
        _mms.TryGetValue(step.Mm.Name, out var mm);
        var bound = Bind(_devices[step.Device.Name], step.Mm, mm, step.Features);
        if (bound.Error.IsSuccess && step.Variable is { } variable)
        {
            _variables[variable] = bound.Pasid!.Value;
        }

        return bound;
    }

    private RefResult Bind(RefDevice device, ObjectName name, RefMm? mm, SvaFeatures flags)
    {
        if (device.Spec.Group is null)
        {
            return new(Errno.ENODEV);
        }

        if (_settings.IsOneDevicePerGroup && device.Spec.GroupSize != 1)
        {
            return new(Errno.EINVAL);
        }

        if (device.Domain is null)
        {
            return new(Errno.EINVAL);
        }

        if (device.Param is null)
        {
            Warnings += _hasWarned ? 0 : 1;
            _hasWarned = true;
            return new(Errno.EINVAL);
        }

        if ((flags & ~device.Param.Features) != SvaFeatures.None)
        {
            return new(Errno.EINVAL);
        }

        var ioMm = mm is null ? null : LiveIoMm(mm);
        if (ioMm is not null)
        {
            if (ioMm.Bonds.Exists(bond => bond.Device == device))
            {
                return new(Errno.EEXIST);
            }

            if (ioMm.Flags != flags)
            {
                return new(Errno.EDOM);
            }

            ioMm.Kref++;
        }
        else
        {
            var error = Allocate(device, name, mm, flags, out ioMm);
            if (!error.IsSuccess)
            {
                return new(error);
            }
        }

        var attached = Attach(device, ioMm!);
        if (!attached.IsSuccess)
        {
            Put(ioMm!);
            return new(attached);
        }

        return new(Errno.None, ioMm!.Pasid);
    }

    private Errno Allocate(RefDevice device, ObjectName name, RefMm? mm, SvaFeatures flags, out RefIoMm? made)
    {
        made = null;
        var ops = device.Spec.IommuOps;
        if (!ops.HasFlag(IommuOps.MmAlloc) || !ops.HasFlag(IommuOps.MmFree))
        {
            return Errno.ENODEV;
        }

        Call($"alloc {name.Name}");
        var failures = FailuresOf(name.Name);
        if (failures.Pass(FailurePoint.MmAlloc) is { IsSuccess: false } noIoMm)
        {
            return noIoMm;
        }

        var error = failures.Pass(FailurePoint.PasidAllocation);
        var pasid = device.Param!.Min;
        if (error.IsSuccess)
        {
            while (_idr.ContainsKey(pasid))
            {
                pasid++;
            }

            error = pasid > device.Param.Max ? Errno.ENOSPC : failures.Pass(FailurePoint.NotifierRegister);
        }

        if (error.IsSuccess && (mm is null || mm.Users == 0))
        {
            // A kernel BUG; a simulator refuses it and reports it.
            Violations++;
            error = Errno.EINVAL;
        }

        if (!error.IsSuccess)
        {
            // No reference can exist yet, so it is freed directly.
            Call($"free {name.Name}");
            return error;
        }

        made = new(mm!, flags) { Pasid = pasid, Kref = 1 };
        _idr.Add(pasid, made);
        mm!.Count += 2;
        mm.Notifiers.Insert(0, made);
        return Errno.None;
    }

    private Errno Attach(RefDevice device, RefIoMm ioMm)
    {
        var ops = device.Spec.IommuOps;
        var domain = device.Domain!;
        if (!ops.HasFlag(IommuOps.MmAttach) || !ops.HasFlag(IommuOps.MmDetach) || !ops.HasFlag(IommuOps.MmInvalidate))
        {
            return Errno.ENODEV;
        }

        if (ioMm.Pasid > device.Param!.Max || ioMm.Pasid < device.Param.Min)
        {
            return Errno.ERANGE;
        }

        var failures = FailuresOf(ioMm.Mm.Name.Name);
        if (failures.Pass(FailurePoint.BondAllocation) is { IsSuccess: false } noBond)
        {
            return noBond;
        }

        var isFirst = !domain.Bonds.Exists(bond => bond.IoMm == ioMm);
        Call($"attach {device.Spec.Name.Name} {ioMm.Mm.Name.Name} {ioMm.Pasid} {(isFirst ? "first" : "more")}");
        if (failures.Pass(FailurePoint.MmAttach) is { IsSuccess: false } refused)
        {
            return refused;
        }

        if (isFirst)
        {
            domain.Table.Add(ioMm.Pasid, ioMm.Mm.Name.Name);
        }

        var made = new RefBond(ioMm, device, domain);
        ioMm.Bonds.Insert(0, made);
        domain.Bonds.Insert(0, made);
        device.Param.Bonds.Insert(0, made);
        return Errno.None;
    }

    private Errno Unbind(RefDevice device, uint pasid)
    {
        if (device.Spec.Group is null)
        {
            return Errno.ENODEV;
        }

        if (device.Param is null || device.Domain is null)
        {
            return Errno.EINVAL;
        }

        if (device.Param.Bonds.Find(bond => bond.IoMm.Pasid == pasid) is not { } found)
        {
            return Errno.ESRCH;
        }

        TearDown(found);
        return Errno.None;
    }

    private RefResult UnbindAllStep(RefDevice device)
    {
        UnbindAll(device);
        return default;
    }

    private void UnbindAll(RefDevice device)
    {
        while (device.Param is { Bonds: [var first, ..] })
        {
            TearDown(first);
        }
    }

    private void TearDown(RefBond bond)
    {
        var isLast = !bond.Domain.Bonds.Exists(other => other.IoMm == bond.IoMm && other.Device != bond.Device);
        Call($"detach {bond.Device.Spec.Name.Name} {bond.IoMm.Mm.Name.Name} {bond.IoMm.Pasid} {(isLast ? "last" : "more")}");
        if (isLast)
        {
            bond.Domain.Table.Remove(bond.IoMm.Pasid);
        }

        bond.IoMm.Bonds.Remove(bond);
        bond.Domain.Bonds.Remove(bond);
        bond.Device.Param!.Bonds.Remove(bond);
        Put(bond.IoMm);
    }

    private void Put(RefIoMm ioMm)
    {
        ioMm.Kref--;
        if (ioMm.Kref > 0)
        {
            return;
        }

        Assert.Empty(ioMm.Bonds);
        _idr.Remove(ioMm.Pasid);
        ioMm.Mm.Notifiers.Remove(ioMm);
        ioMm.Mm.Count--;
        _deferred.Add(ioMm);
    }

    private void NotifierRelease(RefIoMm ioMm)
    {
        if (ioMm.Kref == 0)
        {
            return;
        }

        ioMm.Kref++;
        while (ioMm.Bonds is [var bond, ..])
        {
            if (bond.Device.Param is not null && bond.Device.Driver.HasMmExit)
            {
                Call($"exit {bond.Device.Spec.Name.Name} {ioMm.Mm.Name.Name} {ioMm.Pasid}");
            }

            TearDown(bond);
        }

        Put(ioMm);
    }

    private void NotifierInvalidate(RefMm mm, IEnumerable<PageRange> ranges)
    {
        foreach (var range in ranges)
        {
            foreach (var ioMm in mm.Notifiers)
            {
                foreach (var bond in ioMm.Bonds)
                {
                    Call($"invalidate {bond.Device.Spec.Name.Name} {mm.Name.Name} {ioMm.Pasid} {range}");
                }
            }
        }
    }

    private Errno Find(uint pasid)
    {
        if (!_idr.TryGetValue(pasid, out var ioMm) || ioMm.Kref == 0 || ioMm.Mm.Users == 0)
        {
            return Errno.ESRCH;
        }

        return Errno.None;
    }
}
