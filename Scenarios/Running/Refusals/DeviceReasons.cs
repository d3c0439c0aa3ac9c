using System.Globalization;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>Why a device refused something, where that follows from what the device is: the checks in the order of the kernel's.</summary>
internal static class DeviceReasons
{
    private const string Assume =
        "; where a topology was made of lspci's text alone, 'sva topology import ... --assume-groups' gives every function "
        + "a group and an IOMMU";

    private const IommuOps OpsOfBind = IommuOps.MmAlloc | IommuOps.MmFree | IommuOps.MmAttach | IommuOps.MmDetach | IommuOps.MmInvalidate;

    /// <summary>The reason; null if the device's specification does not show it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">Its answer.</param>
    /// <param name="why">Of a bind: which check said no.</param>
    /// <param name="device">The device.</param>
    /// <param name="wantsFaults">Whether page requests are to be handled.</param>
    public static string? Of(string operation, Errno error, BindRefusal why, DeviceSpec device, bool wantsFaults) =>
        (operation, error.ToString()) switch
        {
            (_, "-ENODEV") when device.Iommu.IsNone =>
                $"{Name(device)} is behind no IOMMU{(device.Group is null ? " and in no IOMMU group" : "")}{Assume}",
            (not "device_init" and not "dma", "-ENODEV") when device.Group is null => $"{Name(device)} is in no IOMMU group{Assume}",
            ("device_init", "-ENODEV") => device.IommuOps.HasFlag(IommuOps.DeviceInit)
                ? $"{Name(device)} is in no domain"
                : $"the driver of the IOMMU in front of {Name(device)} has no device_init: it knows no SVA",
            ("device_init", "-EINVAL") => Init(device, wantsFaults),
            ("bind" or "open", "-ENODEV") when (device.IommuOps & OpsOfBind) != OpsOfBind =>
                $"the driver of the IOMMU in front of {Name(device)} lacks {Names(OpsOfBind & ~device.IommuOps)}",
            ("bind" or "open", "-EINVAL") => Bind(why, device),
            ("open", "-EEXIST") => "the device has a bond with the task's address space already",
            ("open", "-EDOM") => "the task's address space is bound with other features already",
            ("bind" or "open", "-ENOSPC") => $"no PASID is left in the range of {Name(device)}, {Range(device)}",
            ("bind" or "open", "-ERANGE") => $"the address space has a PASID that {Name(device)} cannot send: its range is {Range(device)}",
            ("dma", "-ENODEV") => $"{Name(device)} is in no domain, so the IOMMU has no entry for it",
            ("dma", "-EFAULT") => device.PageRequests == 0
                ? $"a page is not mapped, not there, or not with these rights, and {Name(device)} has no page requests (PRI) to ask for it"
                : "a page is not mapped, or not with these rights",
            _ => null,
        };

    private static string Init(DeviceSpec device, bool wantsFaults) =>
        device.PasidMax.Value == 0
            ? $"{Name(device)} has no PASIDs: it has no PASID capability, or its IOMMU's PASID width is 0"
                + " (overrides: in the scenario, or --grant 'bdf={device.Function} pasid=20', gives one)"
        : wantsFaults && device.PageRequests == 0 ? $"the feature iopf needs page requests, and {Name(device)} has no PRI capability"
        : $"{Name(device)} has a fault queue already";

    private static string? Bind(BindRefusal why, DeviceSpec device) =>
        why switch
        {
            BindRefusal.SharedGroup =>
                $"{Name(device)} shares its IOMMU group with others, and this kernel binds only functions that have one of their own",
            BindRefusal.NoDomain => $"{Name(device)} is in no domain",
            BindRefusal.NotInitialised =>
                $"{Name(device)} is not initialised: device_init was not called, did not succeed, or was taken back",
            BindRefusal.FeatureNotEnabled => "a feature is asked for that device_init was not",
            BindRefusal.Closing => $"{Name(device)} is being shut down or moved",
            BindRefusal.MmExiting => "the address space is exiting or has exited, or the device has just left its domain",
            _ => null,
        };

    private static string Name(DeviceSpec device) => Bdf.Short(device.Function.ToString());

    private static string Range(DeviceSpec device) =>
        string.Create(CultureInfo.InvariantCulture, $"{device.PasidMin} to {device.PasidMax} or what device_init was asked for");

    private static string Names(IommuOps ops) =>
        string.Join(
            ", ",
            Enum.GetValues<IommuOps>()
                .Where(op => op != IommuOps.None && System.Numerics.BitOperations.IsPow2((long)op) && ops.HasFlag(op))
                .Select(static op => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(op.ToString()))
        );
}
