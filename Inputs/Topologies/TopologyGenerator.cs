using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Inputs.Topologies.Sources;

namespace SvaOrleans.Inputs.Topologies;

/// <summary>The parameters of a generated topology.</summary>
public sealed record TopologyParameters
{
    /// <summary>What the IOMMUs are.</summary>
    public IommuArchitecture Kind { get; init; } = IommuArchitecture.IntelVtd;

    /// <summary>IOMMUs, 1 to 65536 with at most 65536 endpoints in all; each has a PCI segment of its own.</summary>
    public int Iommus { get; init; } = 1;

    /// <summary>Endpoints behind each IOMMU, at least 1.</summary>
    public int DevicesPerIommu { get; init; } = 8;

    /// <summary>Endpoints in each group, 1 to 256; each group has a root port and a bus of its own.</summary>
    public int FunctionsPerGroup { get; init; } = 1;

    /// <summary>NUMA nodes, 0 to 1024; IOMMUs go to them in turn.</summary>
    public int NumaNodes { get; init; } = 1;

    /// <summary>Width of the endpoints' PASIDs, 1 to 20 bits; 0 for none.</summary>
    public int PasidWidth { get; init; } = 20;

    /// <summary>The endpoints' page request capacity; 0 for none.</summary>
    public uint PriCapacity { get; init; } = 512;

    /// <summary>The endpoints' ATS invalidate queue depth, 1 to 32; 0 for none.</summary>
    public int AtsDepth { get; init; } = 32;
}

/// <summary>Makes topologies by rule, of any size.</summary>
/// <remarks>
/// IOMMU <c>i</c> translates for segment <c>i</c>: root ports on bus 00, and behind each of them one group of endpoints. The class is that
/// of a
/// processing accelerator (1200), the ids are made up.
/// </remarks>
public static class TopologyGenerator
{
    private const int PortsMost = 255;
    private const int PerBusMost = 256;

    // With a root port for each of them, the written file is still one that can be read.
    private const int EndpointsMost = 1 << 16;

    private const string Options = "generate";

    /// <summary>Makes a topology; the same for the same parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="InputException">A parameter is out of its bounds; the file's name is <c>generate</c>.</exception>
    public static TopologyFile Generate(TopologyParameters parameters)
    {
        Check("iommus", parameters.Iommus, 1, 65536);
        Check("functions per group", parameters.FunctionsPerGroup, 1, PerBusMost);
        Check("devices per IOMMU", parameters.DevicesPerIommu, 1, (long)PortsMost * parameters.FunctionsPerGroup);
        Check("NUMA nodes", parameters.NumaNodes, 0, 1024);
        Check("PASID width", parameters.PasidWidth, 0, Pasid.WidthMaxBits);
        Check("ATS depth", parameters.AtsDepth, 0, 32);
        Check("endpoints in all", (long)parameters.Iommus * parameters.DevicesPerIommu, 1, EndpointsMost);
        var functions = new List<PciFunction>();
        var groups = new List<IommuGroup>();
        var iommus = new List<MachineIommu>();
        for (var i = 0; i < parameters.Iommus; i++)
        {
            var iommu = new MachineIommu
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{IommuJoin.Prefix(parameters.Kind)}{i}"),
                Kind = parameters.Kind,
            };
            iommus.Add(iommu);
            AddSegment(parameters, i, iommu.Name, functions, groups);
        }

        var nodes = Enumerable
            .Range(0, parameters.NumaNodes)
            .Select(n => new NumaNode(n, $"{n}", [.. Enumerable.Range(0, parameters.NumaNodes).Select(m => m == n ? 10 : 20)]));
        return new TopologyFile { Source = new("generated", Name(parameters)), Imported = new Topology(functions, groups, iommus, nodes) };
    }

    private static void AddSegment(
        TopologyParameters parameters,
        int index,
        string iommu,
        List<PciFunction> functions,
        List<IommuGroup> groups
    )
    {
        int? node = parameters.NumaNodes == 0 ? null : index % parameters.NumaNodes;
        var type = parameters.Kind == IommuArchitecture.ArmSmmuV3 ? "DMA" : "DMA-FQ";
        for (var first = 0; first < parameters.DevicesPerIommu; first += parameters.FunctionsPerGroup)
        {
            var port = first / parameters.FunctionsPerGroup;
            var bus = (byte)(port + 1);
            var portBdf = new Bdf((uint)index, 0, (byte)(port / 8), (byte)(port % 8));
            groups.Add(new IommuGroup { Id = groups.Count, Type = type });
            functions.Add(
                new PciFunction
                {
                    Bdf = portBdf,
                    Vendor = 0x1d1d,
                    Device = 0x0001,
                    Class = 0x060400,
                    ClassName = "PCI bridge",
                    Name = "Generated root port",
                    Driver = "pcieport",
                    NumaNode = node,
                    Group = groups.Count - 1,
                    Iommu = iommu,
                    Buses = new(bus, bus),
                }
            );
            groups.Add(new IommuGroup { Id = groups.Count, Type = type });
            var count = Math.Min(parameters.FunctionsPerGroup, parameters.DevicesPerIommu - first);
            for (var j = 0; j < count; j++)
            {
                functions.Add(
                    Endpoint(parameters, new Bdf((uint)index, bus, (byte)(j / 8), (byte)(j % 8)), portBdf, node, groups.Count - 1, iommu)
                );
            }
        }
    }

    private static PciFunction Endpoint(TopologyParameters parameters, Bdf bdf, Bdf port, int? node, int group, string iommu) =>
        new()
        {
            Bdf = bdf,
            Vendor = 0x1d1d,
            Device = 0x0002,
            Class = 0x120000,
            ClassName = "Processing accelerators",
            Name = "Generated accelerator",
            NumaNode = node,
            Group = group,
            Iommu = iommu,
            Parent = port,
            Ats = parameters.AtsDepth == 0 ? null : new(parameters.AtsDepth, 0, Enabled: false),
            Pasid = parameters.PasidWidth == 0 ? null : new(parameters.PasidWidth, Execute: false, Privileged: false, Enabled: false),
            Pri = parameters.PriCapacity == 0 ? null : new(parameters.PriCapacity, 0, Enabled: false),
        };

    private static string Name(TopologyParameters p) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{p.Kind.Name()}-{p.Iommus}x{p.DevicesPerIommu}-group{p.FunctionsPerGroup}-node{p.NumaNodes}-pasid{p.PasidWidth}-pri{p.PriCapacity}-ats{p.AtsDepth}"
        );

    private static void Check(string name, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw new InputException(Options, 0, 0, $"{name} is {value}", $"{least} to {most}");
        }
    }
}
