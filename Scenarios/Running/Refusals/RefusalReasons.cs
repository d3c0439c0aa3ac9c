using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>Why the kernel refused, in words: from the errno of an operation, and from the specification of its device.</summary>
internal static class RefusalReasons
{
    private const string Ended = "the task has ended, or was never started";
    private const string NoUser = "the address space has no user left, or never had one";
    private const string NameTaken = "a task or an address space of that name is there already";

    // The single meaning of an errno of an operation. If it has several meanings, DeviceReasons decides.
    private static readonly SortedDictionary<(string Operation, string Error), string> Table = new()
    {
        [("device_init", "-EBUSY")] = "the device's fault handler is registered already",
        [("device_init", "-EEXIST")] = "the device is initialised already",
        [("device_shutdown", "-ENODEV")] = "the device is not initialised, or in no domain",
        [("bind", "-EEXIST")] = "the device has a bond with this address space already",
        [("bind", "-EDOM")] = "the address space is bound with other features already",
        [("bind", "-ESRCH")] = NoUser,
        [("open", "-ESRCH")] = Ended,
        [("unbind", "-EINVAL")] = "the device is not initialised, or in no domain",
        [("unbind", "-ESRCH")] = "the device has no bond under this PASID",
        [("find", "-ESRCH")] = "the PASID stands for no address space that has users",
        [("attach_domain", "-EBUSY")] = "the device was moved to another domain already",
        [("attach_domain", "-EEXIST")] = "the device is in that domain already",
        [("detach_domain", "-EINVAL")] = "the device is not in that domain",
        [("map", "-EEXIST")] = "some of these pages are mapped already",
        [("map", "-EINVAL")] = "the range holds no pages, or goes beyond the address space",
        [("dma", "-EIO")] = "the IOMMU has no entry for the PASID, as nothing is bound under it, or the driver has stopped its DMA",
        [("flush_faults", "-ENODEV")] = "the device has no fault queue",
        [("add_fault_queue", "-ENODEV")] = "the device is behind no IOMMU, or has no page requests",
        [("add_fault_queue", "-EINVAL")] = "the device has a fault queue already",
        [("remove_fault_queue", "-EINVAL")] = "the device has no fault queue",
        [("process", "-EBUSY")] = NameTaken,
        [("process", "-EEXIST")] = NameTaken,
        [("fork", "-EBUSY")] = NameTaken,
        [("fork", "-EEXIST")] = NameTaken,
        [("vfork", "-EBUSY")] = NameTaken,
        [("thread", "-EBUSY")] = NameTaken,
        [("exec", "-EEXIST")] = NameTaken,
        [("fork", "-ESRCH")] = Ended,
        [("vfork", "-ESRCH")] = Ended,
        [("thread", "-ESRCH")] = Ended,
        [("exec", "-ESRCH")] = Ended,
        [("exit", "-ESRCH")] = Ended,
        [("kill", "-ESRCH")] = Ended,
        [("close", "-EBADF")] = "no such descriptor is open, or the task has ended",
        [("mmget", "-ESRCH")] = NoUser,
        [("mmput", "-EINVAL")] = "there is no user reference to drop",
        [("unlock", "-EINVAL")] = "the task does not hold the lock",
    };

    // The meaning of an errno at every operation on memory.
    private static readonly SortedDictionary<string, string> OfMemory = new(StringComparer.Ordinal)
    {
        ["-ESRCH"] = NoUser,
        ["-EINVAL"] = "the range holds no pages or goes beyond the address space, or the options do not fit each other",
        ["-ENOMEM"] = "a part of the range is not mapped, or there is no room",
        ["-EFAULT"] = "a page of the range is not mapped",
        ["-EACCES"] = "the mapping does not have these rights",
    };

    /// <summary>Why a step was refused; empty when nothing more is known than the errno.</summary>
    /// <param name="plan">The scenario.</param>
    /// <param name="step">The step.</param>
    /// <param name="result">Its answer.</param>
    public static string Of(ScenarioPlan plan, StepPlan step, StepResult result)
    {
        if (result.Error.IsSuccess)
        {
            return "";
        }

        var words = Words(plan, step, result);
        return IsInjected(plan, step, result.Error)
            ? words.Length == 0
                ? "a failure that was injected"
                : $"{words}; or a failure that was injected"
            : words;
    }

    /// <summary>Why a device refused something; empty when nothing more is known than the errno.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">Its answer.</param>
    /// <param name="why">Of a bind: which check said no.</param>
    /// <param name="device">The device.</param>
    /// <param name="wantsFaults">Whether page requests are to be handled.</param>
    public static string Of(string operation, Errno error, BindRefusal why, DeviceSpec device, bool wantsFaults) =>
        DeviceReasons.Of(operation, error, why, device, wantsFaults) ?? Table.GetValueOrDefault((operation, error.ToString())) ?? "";

    private static string Words(ScenarioPlan plan, StepPlan step, StepResult result)
    {
        if (DeviceOf(plan, step) is { } device)
        {
            return Of(
                step.Keyword,
                result.Error,
                result.Why,
                device,
                Text(step, "features")?.Contains("iopf", StringComparison.Ordinal) ?? false
            );
        }

        var error = result.Error.ToString();
        return Table.GetValueOrDefault((step.Keyword, error))
            ?? (
                Scenarios.Operations.MemoryOperations.All.Any(operation => operation.Keyword == step.Keyword)
                    ? OfMemory.GetValueOrDefault(error)
                    : null
            )
            ?? "";
    }

    private static DeviceSpec? DeviceOf(ScenarioPlan plan, StepPlan step)
    {
        var host = plan.Hosts.FirstOrDefault(host => host.Name == step.Host);
        return Text(step, "device") is { } name && host?.FindDevice(name) is { } device
            ? host.Spec.Devices.FirstOrDefault(spec => spec.Name == device)
            : null;
    }

    private static string? Text(StepPlan step, string argument) =>
        step.Arguments.Where(one => one.Name == argument).Select(static one => one.Value as string).FirstOrDefault();

    private static bool IsInjected(ScenarioPlan plan, StepPlan step, Errno error) =>
        step.Keyword is "device_init" or "bind" or "open" or "add_fault_queue"
        && plan.Steps.Any(other =>
            other.Keyword == "inject" && other.Id < step.Id && (Text(other, "error") ?? "-ENOMEM") == error.ToString()
        );
}
