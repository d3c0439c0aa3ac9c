using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Branches;
using SvaOrleans.Scenarios.Format;
using SvaOrleans.Scenarios.Hosts;
using SvaOrleans.Scenarios.Operations;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Reading;

namespace SvaOrleans.Scenarios;

/// <summary>Reads scenario files: nothing runs before every one of them is known to be sound.</summary>
internal static class ScenarioLoader
{
    /// <summary>The file name for standard input.</summary>
    public const string StandardInput = "(standard input)";

    /// <summary>Reads the scenarios of a file, one per YAML document.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="generation">The kernel generation of every host, which overrides the file's; null for the file's.</param>
    /// <param name="stop">Ends waiting for standard input.</param>
    /// <exception cref="InputException">There is no such file, or something in it is wrong.</exception>
    public static IReadOnlyList<ScenarioDocument> Read(string path, string? generation = null, CancellationToken stop = default)
    {
        if (path == "-")
        {
            // A read that waits for a terminal or a pipe cannot be cancelled; it is left behind.
            var text = Task.Run(ReadStandardInput, stop).WaitAsync(stop).GetAwaiter().GetResult();
            return Read(StandardInput, Directory.GetCurrentDirectory(), text, generation);
        }

        using var stream = Open(path);
        return Read(path, Path.GetDirectoryName(Path.GetFullPath(path))!, ReadAll(path, stream), generation);
    }

    private static byte[] ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        return ReadAll(StandardInput, input);
    }

    /// <summary>Reads the scenarios of a text, to be compiled once more for each run.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="folder">The folder to which paths in it are relative.</param>
    /// <param name="text">The text.</param>
    /// <param name="generation">The kernel generation of every host; null for what the text says.</param>
    public static IReadOnlyList<ScenarioDocument> Read(string file, string folder, byte[] text, string? generation = null)
    {
        var hash = HashOf(text, generation);
        return
        [
            .. Load(file, folder, text, "", generation)
                .Select(
                    (plan, index) =>
                        new ScenarioDocument(
                            plan,
                            prefix => prefix.Length == 0 ? plan : Load(file, folder, text, prefix, generation)[index],
                            hash + (ulong)index,
                            new(text, other => Read(file, folder, other, generation)[index])
                        )
                ),
        ];
    }

    // The folder and the name do not count: a file that was moved is the same scenario. Another kernel under the same text is another one.
    private static ulong HashOf(byte[] text, string? generation) =>
        BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(generation is null ? text : [.. text, .. Encoding.UTF8.GetBytes($"\0{generation}")])
        );

    /// <summary>Reads the scenarios of a text.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="folder">The folder to which paths in it are relative.</param>
    /// <param name="text">The text.</param>
    /// <param name="hostPrefix">The prefix of the names of its hosts.</param>
    /// <param name="generation">The kernel generation of every host; null for what the text says.</param>
    public static IReadOnlyList<ScenarioPlan> Load(
        string file,
        string folder,
        ReadOnlySpan<byte> text,
        string hostPrefix = "",
        string? generation = null
    )
    {
        var documents = YamlReader.Read(file, text, ScenarioFormat.Kind);
        var check = new ShapeCheck(file);
        return
        [
            .. documents.Select(
                (document, index) => Compile(file, folder, check, document, documents.Count > 1 ? index + 1 : 0, hostPrefix, generation)
            ),
        ];
    }

    private static ScenarioPlan Compile(
        string file,
        string folder,
        ShapeCheck check,
        YamlNode document,
        int number,
        string hostPrefix,
        string? forced
    )
    {
        if (document is not YamlMapping root)
        {
            throw new InputException(
                file,
                document.Place.Line,
                document.Place.Column,
                $"{document.Describe:part} is no scenario",
                "a mapping that begins with 'format: " + ScenarioFormat.Name + "'"
            );
        }

        // First, so a file of another kind gets an error that says so, not one about some wrong key.
        if (root.Find("format") is null)
        {
            throw new InputException(
                file,
                root.Place.Line,
                root.Place.Column,
                "this does not say that it is a scenario",
                $"'format: {ScenarioFormat.Name}' at the top"
            );
        }

        check.Check(root, ScenarioFormat.Root);
        var generation = (root.Find("generation") as YamlScalar)?.Text ?? "2018";
        var settings = root.Find("settings") as YamlMapping;
        var hosts = ((YamlMapping)root.Find("hosts")!)
            .Entries.Select(entry => ReadHost(file, folder, entry, generation, forced, settings, hostPrefix))
            .ToArray();

        var names = new NameCollector();
        var setup = root.Find("setup") as YamlSequence;
        var steps = (YamlSequence)root.Find("steps")!;
        Collect(names, setup);
        Collect(names, steps);

        var acts = new OwnActsCheck(file, hosts.Length == 1);
        acts.Check(setup);
        acts.Check(steps);

        var reader = new StepReader(file, folder, hosts, names);
        var setupSegments = setup is null ? [] : reader.Read(setup, isSetup: true);
        var segments = reader.Read(steps, isSetup: false);
        var fallback = Path.GetFileNameWithoutExtension(file) + (number > 0 ? $"#{number}" : "");
        return new()
        {
            File = file,
            Name = (root.Find("name") as YamlScalar)?.Text ?? fallback,
            About = (root.Find("about") as YamlScalar)?.Text.Trim() ?? "",
            Hosts = hosts,
            Setup = setupSegments,
            Segments = segments,
            Steps = reader.Plans,
            NeedsExploring = reader.NeedsExploring,
            Warnings = acts.Warnings,
            Reached = [.. (root.Find("reached") as YamlSequence)?.Items.Select(ReadMark) ?? []],
        };
    }

    private static HostPlan ReadHost(
        string file,
        string folder,
        YamlEntry entry,
        string generation,
        string? forced,
        YamlMapping? common,
        string prefix
    )
    {
        var node = (YamlMapping)entry.Value;
        generation = forced ?? (node.Find("generation") as YamlScalar)?.Text ?? generation;
        var given = node.Find("settings") as YamlMapping ?? common;
        var settings = SettingsReader.Read(file, given);
        var plan =
            node.Find("topology") is YamlScalar
                ? new TopologyHostReader(file, folder, entry.Key.Text, prefix + entry.Key.Text, generation, settings).Read(node)
                : new HostReader(file, entry.Key.Text, prefix + entry.Key.Text, generation, settings).Read(node);
        GiveOutZero(file, plan, given);
        return plan;
    }

    // Unless the settings say otherwise, the lowest PASID that a host gives out is the lowest that any of its devices can use.
    private static void GiveOutZero(string file, HostPlan plan, YamlMapping? settings)
    {
        if (PasidZero.AskedIn(settings) is { } asked)
        {
            if (plan.Spec.Iommus.IsEmpty || !plan.Spec.Iommus.All(static iommu => iommu.IsExtended))
            {
                throw PasidZero.Refused(asked).In(file);
            }
        }
        else if (settings?.Find("pasid_min") is null && plan.Spec.Devices.Any(static device => device.PasidMin == Pasid.Zero))
        {
            plan.GiveOutZero();
        }
    }

    private static SvaEventKind[] ReadMark(YamlNode node) =>
        [.. (node is YamlSequence several ? several.Items : [node]).Select(static name => SvaEventNames.Find(((YamlScalar)name).Text))];

    // Names that steps create anywhere: a branch may use an object that another branch creates.
    private static void Collect(NameCollector names, YamlSequence? steps)
    {
        foreach (var node in steps?.Items.OfType<YamlMapping>() ?? [])
        {
            foreach (var (key, value) in node.Entries)
            {
                if (key.Text == "parallel")
                {
                    var branches = value is YamlMapping named
                        ? named.Entries.Select(static entry => entry.Value)
                        : ((YamlSequence)value).Items;
                    foreach (var branch in branches.OfType<YamlSequence>())
                    {
                        Collect(names, branch);
                    }
                }

                OperationTable.Find(key.Text)?.Creates?.Invoke(names, value);
                if (node.Find("as") is YamlScalar variable && key.Text is "bind" or "open")
                {
                    var name = ((YamlScalar)node.Find("as")!).Text;
                    names.Variables.Add(name);
                    if (key.Text == "open")
                    {
                        names.Files.Add(name);
                    }
                }
            }
        }
    }

    private static FileStream Open(string path)
    {
        if (path.Length == 0)
        {
            throw new InputException("(no name)", 0, 0, "the name is empty", "a scenario file");
        }

        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, 0, "this is a folder", "a scenario file");
        }

        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, 0, "there is no such file", "a scenario file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, 0, $"cannot read the file ({e.Message:part})", "a scenario file", e);
        }
    }

    private static byte[] ReadAll(string file, Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        int n;
        while ((n = Next(file, stream, buffer)) > 0)
        {
            all.Write(buffer, 0, n);
            if (all.Length > YamlReader.LargestBytes)
            {
                throw new InputException(file, 0, 0, $"it is larger than {YamlReader.LargestBytes >> 20} MiB", "a scenario file");
            }
        }

        return all.ToArray();
    }

    private static int Next(string file, Stream stream, byte[] buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (IOException e)
        {
            throw new InputException(file, 0, 0, $"cannot read the file ({e.Message:part})", "a scenario file", e);
        }
    }
}
