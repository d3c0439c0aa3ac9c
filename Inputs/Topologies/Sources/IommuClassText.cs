using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>One IOMMU as /sys/class/iommu shows it.</summary>
internal sealed class SysfsIommu
{
    /// <summary>Its name, and the line.</summary>
    public required Found<string> Name { get; init; }

    /// <summary>Target of the class link; empty when the file does not show it.</summary>
    public string Link { get; set; } = "";

    /// <summary>Attributes with the driver's directory: <c>intel-iommu/cap</c>.</summary>
    public List<(string Name, string Value)> Attributes { get; } = [];

    /// <summary>Names of what is behind it.</summary>
    public List<Found<string>> Devices { get; } = [];

    /// <summary>What it is, by its attributes, its link and its name (drivers/iommu: the names under which drivers register).</summary>
    public IommuArchitecture Kind
    {
        get
        {
            if (Attributes.Any(a => a.Name.StartsWith("intel-iommu/", StringComparison.Ordinal)))
            {
                return IommuArchitecture.IntelVtd;
            }

            if (Attributes.Any(a => a.Name.StartsWith("amd-iommu/", StringComparison.Ordinal)))
            {
                return IommuArchitecture.AmdVi;
            }

            return Link.Contains("/virtio", StringComparison.Ordinal) ? IommuArchitecture.VirtioIommu : KindOf(Name.Value);
        }
    }

    /// <summary>What an IOMMU is, by its name alone.</summary>
    /// <param name="name">The name.</param>
    public static IommuArchitecture KindOf(string name) =>
        name.StartsWith("dmar", StringComparison.Ordinal) ? IommuArchitecture.IntelVtd
        : name.StartsWith("ivhd", StringComparison.Ordinal) ? IommuArchitecture.AmdVi
        : name.StartsWith("smmu3.", StringComparison.Ordinal) || name.StartsWith("arm-smmu-v3", StringComparison.Ordinal)
            ? IommuArchitecture.ArmSmmuV3
        : Bdf.TryParse(name, out _) || name.StartsWith("virtio", StringComparison.Ordinal) ? IommuArchitecture.VirtioIommu
        : IommuArchitecture.Other;
}

/// <summary>Reads <c>iommu_class.txt</c>: <c>iommu NAME</c>, then <c>link</c>, <c>attr</c> and <c>device</c> lines.</summary>
internal static class IommuClassText
{
    private const string Expected =
        "'iommu dmar0', 'link ../../devices/...', 'attr intel-iommu/cap d2008c222f0686' or 'device 0000:01:00.0'";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static List<SysfsIommu> ReadFile(string path)
    {
        var iommus = new List<SysfsIommu>();
        foreach (var line in SourceLines.Read(path, Expected))
        {
            var words = line.Value.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["iommu", var name]:
                    if (iommus.Any(i => i.Name.Value == name))
                    {
                        throw line.Wrong($"IOMMU '{name}' occurs twice", "each IOMMU once");
                    }

                    iommus.Add(new SysfsIommu { Name = line.With(name) });
                    break;
                case ["link", var link] when iommus.Count > 0:
                    iommus[^1].Link = link;
                    break;
                case ["attr", var name, var value] when iommus.Count > 0:
                    iommus[^1].Attributes.Add((name, value));
                    break;
                case ["attr", _] when iommus.Count > 0:
                    // An attribute that reads empty, such as uevent.
                    break;
                case ["device", var device] when iommus.Count > 0:
                    iommus[^1].Devices.Add(line.With(device));
                    break;
                default:
                    throw line.Wrong($"'{line.Value}' says nothing about an IOMMU", Expected);
            }
        }

        return iommus;
    }
}
