using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>One function as /sys/bus/pci/devices shows it.</summary>
internal sealed class SysfsFunction
{
    /// <summary>Its address, and the line.</summary>
    public required Found<Bdf> Bdf { get; init; }

    /// <summary>Vendor id.</summary>
    public ushort? Vendor { get; set; }

    /// <summary>Device id.</summary>
    public ushort? Device { get; set; }

    /// <summary>Class in 24 bits.</summary>
    public uint? Class { get; set; }

    /// <summary>NUMA node; null for -1.</summary>
    public int? NumaNode { get; set; }

    /// <summary>Whether the line says which group, or that there is none.</summary>
    public bool ShowsGroup { get; set; }

    /// <summary>IOMMU group.</summary>
    public int? Group { get; set; }

    /// <summary>Whether the line says which IOMMU, or that there is none.</summary>
    public bool ShowsIommu { get; set; }

    /// <summary>IOMMU's name.</summary>
    public string? Iommu { get; set; }

    /// <summary>Driver's name.</summary>
    public string? Driver { get; set; }

    /// <summary>Physical function's address.</summary>
    public Bdf? PhysicalFunction { get; set; }

    /// <summary>Virtual functions.</summary>
    public VirtualFunctions? VirtualFunctions { get; set; }

    /// <summary>The function above in the device path; null on a root bus.</summary>
    public Bdf? Parent { get; set; }

    /// <summary>Whether the line shows the path.</summary>
    public bool ShowsParent { get; set; }
}

/// <summary>
/// Reads <c>pci_devices.txt</c>: a line for each function, <c>0000:00:03.0 vendor=0x1b36 device=0x000c class=0x060400 numa_node=-1 ...</c>.
/// </summary>
internal static class PciDevicesText
{
    private const string Expected = "'0000:00:03.0 vendor=0x1b36 device=0x000c class=0x060400 numa_node=-1 iommu_group=1 iommu=dmar0 ...'";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static List<SysfsFunction> ReadFile(string path)
    {
        var seen = new SortedSet<Bdf>();
        var functions = new List<SysfsFunction>();
        foreach (var line in SourceLines.Read(path, Expected))
        {
            var words = line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!Bdf.TryParse(words[0], out var bdf))
            {
                throw line.Wrong($"'{words[0]}' is no PCI address", Expected);
            }

            if (!seen.Add(bdf))
            {
                throw line.Wrong($"function {bdf} occurs twice", "each function once");
            }

            var function = new SysfsFunction { Bdf = line.With(bdf) };
            foreach (var word in words[1..])
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    throw line.Wrong($"'{word}' is not 'name=value'", Expected);
                }

                Take(function, line, word[..equals], word[(equals + 1)..]);
            }

            functions.Add(function);
        }

        return functions.Count > 0 ? functions : throw new InputException(path, 0, 0, "there is no function in it", Expected);
    }

    private static void Take(SysfsFunction function, Found<string> line, string name, string value)
    {
        var none = value is "" or "-";
        switch (name)
        {
            case "vendor":
                function.Vendor = none ? null : (ushort)Hex(line, name, value, ushort.MaxValue);
                break;
            case "device":
                function.Device = none ? null : (ushort)Hex(line, name, value, ushort.MaxValue);
                break;
            case "class":
                function.Class = none ? null : Hex(line, name, value, 0xffffff);
                break;
            case "numa_node":
                function.NumaNode = none || value == "-1" ? null : Number(line, name, value);
                break;
            case "iommu_group":
                function.ShowsGroup = true;
                function.Group = none ? null : Number(line, name, value);
                break;
            case "iommu":
                function.ShowsIommu = true;
                function.Iommu = none ? null : value;
                break;
            case "driver":
                function.Driver = none ? null : value;
                break;
            case "physfn":
                function.PhysicalFunction = none ? null : Address(line, name, value);
                break;
            case "vfs":
                function.VirtualFunctions = none ? null : Virtuals(line, value);
                break;
            case "path":
                function.ShowsParent = !none;
                function.Parent = none ? null : Above(line, function.Bdf.Value, value);
                break;
        }
    }

    private static uint Hex(Found<string> line, string name, string value, uint most) =>
        value.StartsWith("0x", StringComparison.Ordinal)
        && uint.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        && number <= most
            ? number
            : throw line.Wrong($"'{name}={value}' is no id", "hexadecimal with 0x");

    private static int Number(Found<string> line, string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1 << 20
            ? number
            : throw line.Wrong($"'{name}={value}' is no number", "a whole number, or - for none");

    private static Bdf Address(Found<string> line, string name, string value) =>
        Bdf.TryParse(value, out var bdf)
            ? bdf
            : throw line.Wrong($"'{name}={value}' is no PCI address", "an address such as 0000:43:00.0, or - for none");

    private static VirtualFunctions Virtuals(Found<string> line, string value)
    {
        var parts = value.Split('/');
        return parts.Length == 2
            ? new(Number(line, "vfs", parts[0]), Number(line, "vfs", parts[1]))
            : throw line.Wrong($"'vfs={value}' is no pair", "enabled/total");
    }

    private static Bdf? Above(Found<string> line, Bdf bdf, string path)
    {
        var parts = path.TrimEnd('/').Split('/');
        if (parts.Length < 2 || !Bdf.TryParse(parts[^1], out var last) || last != bdf)
        {
            throw line.Wrong($"'path={path}' does not end in {bdf}", "the function's path below /sys/devices");
        }

        return Bdf.TryParse(parts[^2], out var above) ? above : null;
    }
}
