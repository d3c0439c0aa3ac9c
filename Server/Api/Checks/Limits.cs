using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>The bounds of a number.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
internal sealed record Limit(long Min, ulong Max)
{
    /// <summary>The fault of a number; null if there is none.</summary>
    public string? FaultOf(object figure) =>
        figure is ulong large
            ? large <= Max
                ? null
                : Tell(figure)
            : Convert.ToInt64(figure, CultureInfo.InvariantCulture) is var small && small >= Min && (small < 0 || (ulong)small <= Max)
                ? null
                : Tell(figure);

    private string Tell(object figure) => string.Create(CultureInfo.InvariantCulture, $": {figure}; expected {Min} to {Max}");
}

/// <summary>The bounds of numbers in requests: what a machine can have, and what a host can carry out in one piece.</summary>
internal static class Limits
{
    private const ulong PagesMax = PageRange.AllCount;
    private const ulong PagesOfOneAccess = 1 << 20;
    private const int EntriesMax = 1 << 24;

    // About a hundred years. For a time that is summed repeatedly the limit is a fortnight.
    private const long StampMax = 3_000_000_000_000_000_000;
    private const long DurationMax = 1_200_000_000_000_000;
    private const int ErrnoMax = 4_095;

    private static readonly FrozenDictionary<(Type, string), Limit> Known = new Dictionary<(Type, string), Limit>
    {
        [(typeof(IommuSpec), nameof(IommuSpec.PasidWidthBits))] = new(0, Pasid.WidthMaxBits),
        [(typeof(IommuSpec), nameof(IommuSpec.IotlbEntries))] = new(0, EntriesMax),
        [(typeof(IommuSpec), nameof(IommuSpec.PageRequestQueueEntries))] = new(1, EntriesMax),
        [(typeof(DeviceSpec), nameof(DeviceSpec.GroupSize))] = new(0, EntriesMax),
        [(typeof(DeviceSpec), nameof(DeviceSpec.AtcEntries))] = new(0, EntriesMax),
        [(typeof(DeviceSpec), nameof(DeviceSpec.PageRequests))] = new(0, EntriesMax),
        [(typeof(IoMapStep), nameof(IoMapStep.PhysicalPage))] = new(0, PagesMax),
        [(typeof(MemoryStep), nameof(MemoryStep.NewPageCount))] = new(0, PagesMax),
        [(typeof(InjectStep), nameof(InjectStep.Nth))] = new(0, int.MaxValue),
        [(typeof(ReplayRequest), nameof(ReplayRequest.PagesTouchedPerMapping))] = new(0, PagesOfOneAccess),
    }.ToFrozenDictionary();

    /// <summary>The limit of a property; null if it has none.</summary>
    public static Limit? At(PropertyInfo property) => Known.GetValueOrDefault((property.DeclaringType!, property.Name));

    /// <summary>The fault of a text; null if there is none.</summary>
    public static string? FaultOfText(string text, int lengthMax) =>
        text.Length > lengthMax ? $": {text.Length} characters; expected at most {lengthMax}"
        : text.Any(char.IsControl) ? ": a control character"
        : null;

    /// <summary>The fault of a single value; null if there is none.</summary>
    public static string? FaultOf(object word) =>
        word switch
        {
            Stamp { At.Nanoseconds: < 0 or > StampMax } => ": a time that no clock tells",
            Stamp { Step: < 0 } stamp => $": step {stamp.Step}; expected 0 for none, or its number",
            VirtualTime { Nanoseconds: < 0 or > DurationMax } time => $": {time.Nanoseconds} ns; expected 0 to {DurationMax}",
            Errno { Code: < 0 or > ErrnoMax } error => $": error {error.Code}; expected 0 to {ErrnoMax}",
            Pasid pasid when pasid > Pasid.LargestOfWidth(Pasid.WidthMaxBits) =>
                $": PASID {pasid}; expected at most {Pasid.LargestOfWidth(Pasid.WidthMaxBits)}",
            PageNumber { Value: > PagesMax } page => $": page {page.Value}; expected at most {PagesMax}",
            PageRange range when range.First.Value > PagesMax || range.Count > PagesMax - range.First.Value =>
                ": pages beyond the last one",
            Bdf { Device: > 31 } or Bdf { Function: > 7 } => ": no PCI address",
            _ => null,
        };

    /// <summary>The fault of a message whose properties are valid one by one; null if there is none.</summary>
    public static string? FaultTogether(object message) =>
        message switch
        {
            ParallelStep { Branches.Length: var branches, Tasks.Length: var tasks } when branches != tasks =>
                $": {branches} branches and {tasks} tasks",
            MemoryStep { Operation: MemoryOperation.Touch, Range.Count: > PagesOfOneAccess } => TooManyPages,
            DmaStep { Range.Count: > PagesOfOneAccess } => TooManyPages,
            ReplayEvent { Kind: ReplayKind.Memory } memory when memory.Memory is null || memory.Mm.IsNone =>
                ": a memory event without operation or mm",
            ReplayEvent { Kind: ReplayKind.Appear or ReplayKind.Exec, Mm.IsNone: true } => ": no mm",
            ReplayEvent { Kind: ReplayKind.Fork } fork when fork.Child.IsNone || fork.Mm.IsNone => ": a fork without child or mm",
            Program program => FaultOf(program),
            HostSpec spec => FaultOf(spec),
            _ => null,
        };

    private static string TooManyPages => $": more than {PagesOfOneAccess} pages at once";

    private static string? FaultOf(HostSpec spec)
    {
        var widths = spec
            .Iommus.GroupBy(static iommu => iommu.Name)
            .ToDictionary(static iommus => iommus.Key, static iommus => iommus.Min(static iommu => iommu.PasidWidthBits));
        var extended = spec.Iommus.Where(static iommu => iommu.IsExtended).Select(static iommu => iommu.Name).ToHashSet();
        if (spec.Iommus.FirstOrDefault(static iommu => iommu.IsExtended && iommu.Kind != IommuKind.IntelVtd) is { } other)
        {
            return $": IOMMU {other.Name.Name} of kind {other.Kind} has no extended context mode";
        }

        foreach (var device in spec.Devices)
        {
            if (device.Iommu.IsNone && !device.Domain.IsNone)
            {
                return $": device {device.Name.Name} is in a domain and behind no IOMMU";
            }

            if (widths.TryGetValue(device.Iommu, out var width) && device.PasidMax > Pasid.LargestOfWidth(width))
            {
                return $": device {device.Name.Name} has PASIDs to {device.PasidMax}; its IOMMU has {width} bits for them";
            }

            if (FaultOfZero(spec, device, extended) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FaultOfZero(HostSpec spec, DeviceSpec device, HashSet<ObjectName> extended)
    {
        if (device.IsEntry0Free && !extended.Contains(device.Iommu))
        {
            return $": device {device.Name.Name} is behind no IOMMU that leaves entry 0 of a PASID table free";
        }

        return !device.IsEntry0Free && spec.Settings.PasidMin <= Pasid.Zero && device.PasidMin <= Pasid.Zero
            ? $": device {device.Name.Name} would be given PASID 0; expected at least 1, as entry 0 of its IOMMU's PASID tables holds the translation without PASID"
            : null;
    }

    // An event of a trace holds the mm beside the operation.
    private static string? FaultOf(Program program) =>
        program.Steps.OfType<MemoryStep>().FirstOrDefault(static step => step.Mm.IsNone) is { } step
            ? $": step {step.Id} names no mm"
            : null;
}
