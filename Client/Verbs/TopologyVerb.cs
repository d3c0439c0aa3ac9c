using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Scenarios.Hosts;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva topology</c>: imports machines, shows them, and generates them.</summary>
internal static class TopologyVerb
{
    public static Command Create() =>
        new("topology", "Import, show or generate a machine: its IOMMUs, groups and functions.")
        {
            CreateImport(),
            CreateShow(),
            CreateGenerate(),
            CreateSchema(),
        };

    private static Command CreateImport()
    {
        var source = new Argument<string>("source")
        {
            Description = "The folder of an export (docs/topology.md), or lspci -vvv text, plain or gzip.",
        };
        var output = Output();
        var grants = Grants();
        var splits = Splits();
        var settings = Settings();
        var kind = new Option<string?>("--assume-iommu")
        {
            Description =
                $"Kind of the IOMMUs assumed where the source shows none: {IommuArchitectures.All}. Without it, the kind of the functions that are IOMMUs, else intel-vtd.",
        };
        var groups = new Option<bool>("--assume-groups")
        {
            Description = "Give each function a group of its own where the source shows none.",
        };
        var json = Json();
        var verb = new Command("import", "Make a topology file from a real machine's listings.")
        {
            source,
            output,
            grants,
            splits,
            settings,
            kind,
            groups,
            json,
        };
        verb.SetAction(parsed =>
        {
            var file = TopologyImport.Run(
                parsed.GetValue(source)!,
                new()
                {
                    AssumedIommu = parsed.GetValue(kind) is { } assumed ? Kind("--assume-iommu", assumed) : null,
                    AssumeGroups = parsed.GetValue(groups),
                    Grants = [.. (parsed.GetValue(grants) ?? []).Select(Grant.Parse)],
                    Splits = [.. (parsed.GetValue(splits) ?? []).Select(IommuSplit.Parse)],
                    Settings = [.. (parsed.GetValue(settings) ?? []).Select(IommuSettings.Parse)],
                }
            );
            Deliver(file, parsed.GetValue(output), parsed.GetValue(json));
        });
        return verb;
    }

    private static Command CreateShow()
    {
        var source = new Argument<string>("topology") { Description = "A topology file, the folder of an export, or lspci text." };
        var grants = Grants();
        var splits = Splits();
        var settings = Settings();
        var json = Json();
        var verb = new Command("show", "Show a machine: its counts, IOMMUs, and the tree of functions.")
        {
            source,
            grants,
            splits,
            settings,
            json,
        };
        verb.SetAction(parsed =>
        {
            var file = TopologyPath.Open(parsed.GetValue(source)!);
            file = file with
            {
                Grants = [.. file.Grants, .. (parsed.GetValue(grants) ?? []).Select(Grant.Parse)],
                Splits = [.. file.Splits, .. (parsed.GetValue(splits) ?? []).Select(IommuSplit.Parse)],
                Settings = [.. file.Settings, .. (parsed.GetValue(settings) ?? []).Select(IommuSettings.Parse)],
            };
            Console.Out.Write(
                parsed.GetValue(json) ? new TopologySummary(file).ToJson() + "\n" : TopologyText.Show(file, Terminal.LineColumns)
            );
        });
        return verb;
    }

    private static Command CreateGenerate()
    {
        var usual = new TopologyParameters();
        var kind = new Option<string>("--kind")
        {
            Description = $"What the IOMMUs are: {IommuArchitectures.All}.",
            DefaultValueFactory = static _ => "intel-vtd",
        };
        var iommus = Number("--iommus", "How many IOMMUs.", usual.Iommus);
        var devices = Number("--devices", "Endpoints behind each IOMMU.", usual.DevicesPerIommu);
        var perGroup = Number("--per-group", "Endpoints in each group.", usual.FunctionsPerGroup);
        var nodes = Number("--numa-nodes", "NUMA nodes.", usual.NumaNodes);
        var width = Number("--pasid-width", "Width of the endpoints' PASIDs, in bits; 0 for none.", usual.PasidWidth);
        var pri = Number("--pri", "Page requests that an endpoint can have outstanding; 0 for none.", (int)usual.PriCapacity);
        var ats = Number("--ats-depth", "The endpoints' ATS invalidate queue depth; 0 for no ATS.", usual.AtsDepth);
        var output = Output();
        var json = Json();
        var verb = new Command("generate", "Generate a machine of any size.")
        {
            kind,
            iommus,
            devices,
            perGroup,
            nodes,
            width,
            pri,
            ats,
            output,
            json,
        };
        verb.SetAction(parsed =>
        {
            var pageRequests = parsed.GetValue(pri);
            if (pageRequests < 0)
            {
                throw new InputException("--pri", 0, 0, $"{pageRequests} is below 0", "0 or more");
            }

            var file = TopologyGenerator.Generate(
                new()
                {
                    Kind = Kind("--kind", parsed.GetValue(kind)!),
                    Iommus = parsed.GetValue(iommus),
                    DevicesPerIommu = parsed.GetValue(devices),
                    FunctionsPerGroup = parsed.GetValue(perGroup),
                    NumaNodes = parsed.GetValue(nodes),
                    PasidWidth = parsed.GetValue(width),
                    PriCapacity = (uint)pageRequests,
                    AtsDepth = parsed.GetValue(ats),
                }
            );
            Deliver(file, parsed.GetValue(output), parsed.GetValue(json));
        });
        return verb;
    }

    private static Command CreateSchema()
    {
        var verb = new Command("schema", "Print the JSON Schema of topology files.");
        verb.SetAction(static _ => Console.Out.Write(TopologyFile.Schema()));
        return verb;
    }

    // With a file to write, a summary is printed; without one, the whole topology.
    private static void Deliver(TopologyFile file, string? path, bool isJson)
    {
        foreach (var (note, count) in file.Notes)
        {
            Console.Error.WriteLine($"{file.Source.Name}: {note.Sentence(count)}");
        }

        if (path is null)
        {
            Console.Out.Write(isJson ? new TopologySummary(file).ToJson() + "\n" : file.ToYaml());
            return;
        }

        file.Save(path);
        var summary = new TopologySummary(file);
        Console.Out.WriteLine(
            isJson
                ? summary.ToJson()
                : FormattableString.Invariant(
                    $"{path}: {Many(summary.Functions, "function")}, {Many(summary.Groups, "group")}, {Many(summary.Iommus.Count, "IOMMU")}; PASID at {Many(summary.WithPasid, "function")}"
                )
        );
        if (summary.Groups == 0 && summary.Functions > 0)
        {
            Console.Error.WriteLine(
                $"{path}: no function is in an IOMMU group, so no driver can bind one: the source shows no groups. --assume-groups gives each its own"
                    + $", and an IOMMU{(summary.Iommus.Count == 0 ? " (--assume-iommu: of which kind)" : "")}"
            );
        }
    }

    private static string Many(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static IommuArchitecture Kind(string option, string text) =>
        IommuArchitectures.TryParse(text, out var kind)
            ? kind
            : throw new InputException(option, 0, 0, $"'{text}' is no kind of IOMMU", IommuArchitectures.All);

    private static Option<string?> Output() =>
        new("--out", "-o") { Description = "The topology file to write; without it, the file's text is printed." };

    private static Option<bool> Json() => new("--json") { Description = "Print the counts as JSON." };

    private static Option<string[]> Grants() =>
        new("--grant") { Description = $"Capabilities that functions get: {Grant.Expected}. Can be given several times." };

    private static Option<string[]> Splits() =>
        new("--split") { Description = $"An IOMMU to split: {IommuSplit.Expected}. Can be given several times." };

    private static Option<string[]> Settings() =>
        new("--iommu") { Description = $"Settings of an IOMMU: {IommuSettings.Expected}. Can be given several times." };

    private static Option<int> Number(string name, string description, int otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
