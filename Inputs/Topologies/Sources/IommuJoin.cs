using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Joins the IOMMUs of several files, or makes one for each host bridge's PCI segment where no file has one.</summary>
internal sealed class IommuJoin
{
    private const ushort AmdVendor = 0x1022;
    private const ushort VirtioVendor = 0x1af4;
    private const ushort VirtioIommuDevice = 0x1057;

    private readonly SortedDictionary<Bdf, Found<string?>> _iommuOf = [];
    private readonly List<MachineIommu> _iommus = [];

    /// <summary>Joins a folder's files.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="known">The functions there are, and where they are listed.</param>
    /// <param name="groups">Groups by function.</param>
    /// <param name="assumed">Kind of the IOMMUs that are made up.</param>
    /// <exception cref="InputException">Two files disagree, or name what the others do not know.</exception>
    public IommuJoin(SourceFolder source, SortedDictionary<Bdf, string> known, GroupJoin groups, IommuArchitecture assumed)
    {
        foreach (var iommu in source.Iommus ?? [])
        {
            Take(iommu, known);
        }

        var found = source.Iommus is not null;
        foreach (var function in source.Devices ?? [])
        {
            if (function.ShowsIommu)
            {
                found = true;
                Take(function, source.Iommus is not null);
            }
        }

        if (!found)
        {
            MakeUp(source, known, groups, assumed);
        }
    }

    /// <summary>The IOMMUs, in the source's order.</summary>
    public IReadOnlyList<MachineIommu> Iommus => _iommus;

    /// <summary>A function's IOMMU, or null.</summary>
    /// <param name="bdf">The function.</param>
    public string? Of(Bdf bdf) => _iommuOf.TryGetValue(bdf, out var iommu) ? iommu.Value : null;

    private void Take(SysfsIommu iommu, SortedDictionary<Bdf, string> known)
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var device in iommu.Devices)
        {
            if (!Bdf.TryParse(device.Value, out var bdf))
            {
                if (SourceLines.IsBrokenAddress(device.Value))
                {
                    throw device.Wrong($"'{device.Value}' is no PCI address", "an address such as 0000:43:00.0");
                }

                others.Add(device.Value);
                continue;
            }

            if (!known.ContainsKey(bdf))
            {
                throw device.Wrong(
                    $"{iommu.Name.Value} has a function {bdf} that is not in {known.Values.First()}",
                    "functions of the machine"
                );
            }

            if (_iommuOf.TryGetValue(bdf, out var before) && before.Value != iommu.Name.Value)
            {
                throw device.Wrong(
                    $"function {bdf} is behind {iommu.Name.Value} here, but behind {before.Value} in line {before.Line}",
                    "each function behind one IOMMU"
                );
            }

            _iommuOf[bdf] = device.With<string?>(iommu.Name.Value);
        }

        _iommus.Add(
            new MachineIommu
            {
                Name = iommu.Name.Value,
                Kind = iommu.Kind,
                Attributes =
                [
                    .. iommu
                        .Attributes.Select(a => (a.Name[(a.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], a.Value))
                        .DistinctBy(a => a.Item1)
                        .OrderBy(a => a.Item1, StringComparer.Ordinal),
                ],
                Others = [.. others],
            }
        );
    }

    private void Take(SysfsFunction function, bool classIsThere)
    {
        var bdf = function.Bdf.Value;
        var before = _iommuOf.TryGetValue(bdf, out var found) ? found.Value : null;
        if (classIsThere && before != function.Iommu)
        {
            throw function.Bdf.Wrong(
                $"function {bdf} is behind {function.Iommu ?? "no IOMMU"} here, but behind {before ?? "none"} in iommu_class.txt",
                "files taken from one machine at one time"
            );
        }

        if (classIsThere || function.Iommu is not { } name)
        {
            return;
        }

        _iommuOf[bdf] = function.Bdf.With<string?>(name);
        if (!_iommus.Any(i => i.Name == name))
        {
            _iommus.Add(new MachineIommu { Name = name, Kind = SysfsIommu.KindOf(name) });
        }
    }

    private void MakeUp(SourceFolder source, SortedDictionary<Bdf, string> known, GroupJoin groups, IommuArchitecture kind)
    {
        var segments = new SegmentUnits(source, known.Keys, groups);
        var names = new SortedDictionary<uint, string>();
        foreach (var bdf in known.Keys)
        {
            if (groups.Of(bdf) is null)
            {
                continue;
            }

            var unit = segments.Of(bdf.Segment);
            if (!names.TryGetValue(unit, out var name))
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{Prefix(kind)}{names.Count}");
                names.Add(unit, name);
                _iommus.Add(
                    new MachineIommu
                    {
                        Name = name,
                        Kind = kind,
                        Assumed = true,
                    }
                );
            }

            _iommuOf[bdf] = new(name, "", 0);
        }
    }

    /// <summary>The kind of the PCI functions that are IOMMUs: AMD-Vi and virtio-iommu are PCI functions, the others are not.</summary>
    /// <param name="source">The folder.</param>
    internal static IommuArchitecture KindOf(SourceFolder source)
    {
        const uint iommuClass = 0x0806;
        var kinds = (source.Devices ?? [])
            .Select(static f => (f.Class, f.Vendor, f.Device))
            .Concat((source.Lspci ?? []).Select(static f => (f.Class, Vendor: f.Ids?.Vendor ?? VendorOf(f.Name), f.Ids?.Device)));
        foreach (var (kind, vendor, device) in kinds)
        {
            var isIommu = kind >> 8 == iommuClass;
            if (isIommu && vendor == AmdVendor)
            {
                return IommuArchitecture.AmdVi;
            }

            // Its class differs between machines that are emulated.
            if (vendor == VirtioVendor && (isIommu || device == VirtioIommuDevice))
            {
                return IommuArchitecture.VirtioIommu;
            }
        }

        return IommuArchitecture.IntelVtd;
    }

    // Without -n, lspci prints only names.
    private static ushort? VendorOf(string name) =>
        name.StartsWith("Advanced Micro Devices", StringComparison.Ordinal) || name.StartsWith("AMD", StringComparison.Ordinal) ? AmdVendor
        : name.Contains("Virtio", StringComparison.OrdinalIgnoreCase) ? VirtioVendor
        : null;

    /// <summary>How the kernel's drivers name their IOMMUs.</summary>
    internal static string Prefix(IommuArchitecture kind) =>
        kind switch
        {
            IommuArchitecture.IntelVtd => "dmar",
            IommuArchitecture.AmdVi => "ivhd",
            IommuArchitecture.ArmSmmuV3 => "smmu3.",
            IommuArchitecture.VirtioIommu => "viommu",
            _ => "iommu",
        };
}
