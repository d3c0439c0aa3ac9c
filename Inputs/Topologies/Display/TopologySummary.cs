using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Display;

/// <summary>An IOMMU's counts.</summary>
/// <param name="Iommu">The IOMMU.</param>
/// <param name="Functions">Functions behind it.</param>
/// <param name="Groups">Groups with a function behind it.</param>
public sealed record IommuSummary(MachineIommu Iommu, int Functions, int Groups);

/// <summary>Counts over a host.</summary>
public sealed class TopologySummary
{
    /// <summary>Counts a file's host with its directives applied, and notes what its source does not show.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">A directive names what does not exist.</exception>
    public TopologySummary(TopologyFile file)
        : this(file.Apply(), file.Source) => Notes = file.Notes;

    /// <summary>Counts a host.</summary>
    /// <param name="topology">The host.</param>
    /// <param name="source">Where it comes from.</param>
    public TopologySummary(Topology topology, TopologySource source)
    {
        Source = source;
        Functions = topology.Functions.Count;
        Groups = topology.Groups.Count;
        LargestGroup = topology.Groups.Select(g => topology.Members(g.Id).Count + g.Others.Count).DefaultIfEmpty(0).Max();
        Iommus =
        [
            .. topology.Iommus.Select(i => new IommuSummary(
                i,
                topology.Behind(i.Name).Count,
                topology.Behind(i.Name).Select(f => f.Group).OfType<int>().Distinct().Count()
            )),
        ];
        NumaNodes = topology.NumaNodes.Count;
        RootBuses = TopologyTree.Roots(topology).Count;
        WithoutGroup = topology.Functions.Count(f => f.Group is null);
        WithoutIommu = topology.Functions.Count(f => f.Iommu is null);
        Endpoints = topology.Functions.Count(f => f.IsEndpoint);
        VirtualFunctions = topology.Functions.Count(f => f.PhysicalFunction is not null);
        WithAts = topology.Functions.Count(f => f.Ats is not null);
        WithPasid = topology.Functions.Count(f => f.Pasid is not null);
        WithPri = topology.Functions.Count(f => f.Pri is not null);
    }

    /// <summary>Where the host comes from.</summary>
    public TopologySource Source { get; }

    /// <summary>PCI functions.</summary>
    public int Functions { get; }

    /// <summary>IOMMU groups.</summary>
    public int Groups { get; }

    /// <summary>Members of the largest group.</summary>
    public int LargestGroup { get; }

    /// <summary>The IOMMUs.</summary>
    public IReadOnlyList<IommuSummary> Iommus { get; }

    /// <summary>NUMA nodes.</summary>
    public int NumaNodes { get; }

    /// <summary>Root buses.</summary>
    public int RootBuses { get; }

    /// <summary>Functions in no group.</summary>
    public int WithoutGroup { get; }

    /// <summary>Functions behind no IOMMU.</summary>
    public int WithoutIommu { get; }

    /// <summary>Functions that are no bridge and no IOMMU.</summary>
    public int Endpoints { get; }

    /// <summary>Virtual functions.</summary>
    public int VirtualFunctions { get; }

    /// <summary>Functions with ATS.</summary>
    public int WithAts { get; }

    /// <summary>Functions with PASID.</summary>
    public int WithPasid { get; }

    /// <summary>Functions with PRI.</summary>
    public int WithPri { get; }

    /// <summary>What the source did not show, and how many functions or lines that concerns.</summary>
    public IReadOnlyDictionary<TopologyNote, int> Notes { get; } = new SortedDictionary<TopologyNote, int>();

    /// <summary>The counts as an indented JSON object; its fields are in docs/topology.md.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("source", Source.Name);
        json.WriteNumber("functions", Functions);
        json.WriteNumber("groups", Groups);
        json.WriteNumber("largestGroup", LargestGroup);
        json.WriteNumber("iommus", Iommus.Count);
        json.WriteNumber("numaNodes", NumaNodes);
        json.WriteNumber("rootBuses", RootBuses);
        json.WriteNumber("withoutGroup", WithoutGroup);
        json.WriteNumber("withoutIommu", WithoutIommu);
        json.WriteNumber("endpoints", Endpoints);
        json.WriteNumber("virtualFunctions", VirtualFunctions);
        json.WriteNumber("ats", WithAts);
        json.WriteNumber("pasid", WithPasid);
        json.WriteNumber("pri", WithPri);
        json.WriteStartArray("iommuDetails");
        foreach (var summary in Iommus)
        {
            Write(json, summary);
        }

        json.WriteEndArray();
        json.WriteCounts("notes", Notes.Select(static note => KeyValuePair.Create(note.Key.Name(), note.Value)));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IommuSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("name", summary.Iommu.Name);
        json.WriteString("kind", summary.Iommu.Kind.Name());
        json.WriteNumber("functions", summary.Functions);
        json.WriteNumber("groups", summary.Groups);
        json.WriteBoolean("assumed", summary.Iommu.Assumed);
        json.WriteString("splitFrom", summary.Iommu.SplitFrom);
        json.WriteString("splitPer", summary.Iommu.SplitBy is { } rule ? IommuSplit.NameOf(rule) : null);
        json.WriteStartArray("abilities");
        foreach (var ability in summary.Iommu.Abilities)
        {
            json.WriteStringValue(ability);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
