using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Which function of the kernel a grain call stands for, for the reader of a schedule. docs/concurrency.md names the
/// kernel texts.</summary>
internal static class KernelFunctions
{
    private static readonly SortedDictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["device.Bind"] = "iommu_sva_bind_device",
        ["device.Unbind"] = "iommu_sva_unbind_device",
        ["device.UnbindAll"] = "iommu_sva_unbind_device_all",
        ["device.Init"] = "iommu_sva_device_init",
        ["device.Shutdown"] = "iommu_sva_device_shutdown",
        ["device.RunMmExit"] = "the driver's mm_exit",
        ["device.FlushFaults"] = "iopf_queue_flush_dev",
        ["device.LinkBond"] = "list_add to the device's bonds",
        ["device.UnlinkBond"] = "list_del from the device's bonds",
        ["device.AtcInvalidate"] = "ATC invalidation",
        ["io-mm.Attach"] = "io_mm_attach",
        ["io-mm.Detach"] = "io_mm_detach_locked",
        ["io-mm.BeginRelease"] = "iommu_notifier_release",
        ["io-mm.NextExit"] = "iommu_notifier_release: next bond",
        ["io-mm.FinishExit"] = "io_mm_detach_locked after mm_exit",
        ["io-mm.Put"] = "io_mm_put",
        ["io-mm.EndRelease"] = "io_mm_put after the walk",
        ["io-mm.WhenGone"] = "wait_event on the bond",
        ["io-mm.Invalidate"] = "iommu_notifier_invalidate_range",
        ["io-mm.Reclaim"] = "io_mm_free after SRCU",
        ["io-mm.Find"] = "iommu_sva_find",
        ["sva-lock.Take"] = "iommu_sva_bind_device: look for an io_mm",
        ["sva-lock.Allocate"] = "io_mm_alloc: idr_alloc",
        ["sva-lock.Publish"] = "io_mm_alloc: kref_init",
        ["sva-lock.Discard"] = "io_mm_alloc: idr_remove",
        ["sva-lock.Put"] = "io_mm_put",
        ["sva-lock.Attach"] = "io_mm_attach",
        ["sva-lock.Detach"] = "iommu_sva_unbind_device: io_mm_detach_locked",
        ["sva-lock.DetachAll"] = "__iommu_sva_unbind_dev_all: io_mm_detach_locked",
        ["sva-lock.GoOn"] = "io_mm_detach_locked after its sleep",
        ["sva-lock.WaitForExit"] = "wait_event on mm_exit_wq",
        ["sva-lock.BeginRelease"] = "iommu_notifier_release",
        ["sva-lock.FinishExit"] = "iommu_notifier_release after mm_exit",
        ["sva-lock.Invalidate"] = "iommu_notifier_invalidate_range",
        ["sva-lock.Reclaim"] = "io_mm_free after SRCU",
        ["sva-lock.Find"] = "iommu_sva_find",
        ["mm.GetUser"] = "mmget",
        ["mm.TryGetUser"] = "mmget_not_zero",
        ["mm.PutUser"] = "mmput",
        ["mm.Drop"] = "mmdrop",
        ["mm.Subscribe"] = "mmu_notifier_register",
        ["mm.Unsubscribe"] = "mmu_notifier_unregister_no_release",
        ["mm.HandleFault"] = "handle_mm_fault",
        ["mm.FinishExit"] = "exit_mmap",
        ["mm.Munmap"] = "munmap",
        ["mm.Mprotect"] = "mprotect",
        ["mm.Mmap"] = "mmap",
        ["mm.Fork"] = "dup_mmap",
        ["domain.AttachMm"] = "the IOMMU driver's mm_attach",
        ["domain.DetachMm"] = "the IOMMU driver's mm_detach",
        ["domain.Invalidate"] = "the IOMMU driver's mm_invalidate",
        ["iommu.WriteEntry"] = "write of the PASID table entry",
        ["iommu.Submit"] = "commands and CMD_SYNC",
        ["iommu.Translate"] = "ATS translation request",
        ["pasids.Alloc"] = "idr_alloc",
        ["pasids.Free"] = "idr_remove",
        ["task.Exit"] = "do_exit",
        ["task.Kill"] = "SIGKILL: do_exit",
    };

    /// <summary>The function; null for a call that stands for none.</summary>
    /// <param name="grain">The grain that is called.</param>
    /// <param name="method">The method that is called.</param>
    public static string? Of(GrainSlot grain, CallMethod method)
    {
        // A grain type is the object's kind and the kernel's generation: io-mm-2018.
        var type = grain.Class.Name;
        for (var end = type.Length; end > 0; end = type.LastIndexOf('-', end - 1))
        {
            if (Functions.TryGetValue($"{type[..end]}.{method.Name}", out var function))
            {
                return function;
            }
        }

        return null;
    }
}
