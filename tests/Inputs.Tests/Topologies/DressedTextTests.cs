using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Files;

namespace SvaOrleans.Inputs.Tests.Topologies;

/// <summary>One machine's text as people pass it on: all forms must give the same machine.</summary>
public class DressedTextTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(TestData.Topology("intel-sm-switch-sriov"), "lspci-vvv.txt"));

    private static TopologyFile Import(IEnumerable<string> lines)
    {
        using var folder = new TemporaryFolder();
        return TopologyImport.Run(folder.File("host.txt", string.Join('\n', lines) + "\n"));
    }

    private static string Machine(TopologyFile file) => (file with { Source = new("lspci", "x") }).ToYaml();

    public static TheoryData<string, int> Forms() =>
        new()
        {
            { "markdown", 2 },
            { "tildes", 2 },
            { "quoted", 3 },
            { "quoted twice", 3 },
            { "indented", 0 },
            { "journal", 0 },
            { "journal iso", 0 },
            { "kernel log", 0 },
            { "container", 0 },
            { "coloured", 0 },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_machine(string form, int around)
    {
        string[] dressed = form switch
        {
            "markdown" => ["Hello all, this: is my machine", "", "```text", .. Lines, "```", "", "What now (tm)?"],
            "tildes" => ["My machine.", "~~~", .. Lines, "~~~", "Thanks"],
            "quoted" =>
            [
                "On Monday, someone wrote:",
                "> Hello,",
                .. Lines.Select(static line => line.Length == 0 ? ">" : "> " + line),
                "",
                "What is this?",
            ],
            "quoted twice" =>
            [
                "On Monday, someone wrote:",
                ">> Hello,",
                .. Lines.Select(static line => "> > " + line),
                "",
                "What is this?",
            ],
            "indented" => [.. Lines.Select(static line => "    " + line)],
            "journal" => [.. Lines.Select(static line => "Nov 30 06:44:56 host dump[812]: " + line)],
            "journal iso" => [.. Lines.Select(static line => "2026-11-30T06:44:56.123456+0000 host dump[812]: " + line)],
            "kernel log" => [.. Lines.Select(static line => "[   12.345678] " + line)],
            "container" => [.. Lines.Select(static line => "probe_1  | " + line)],
            _ => [.. Lines.Select(static line => "\u001b[0;33m" + line + "\u001b[0m")],
        };
        var file = Import(dressed);

        Assert.Equal(Machine(Import(Lines)), Machine(file));
        Assert.Equal(around, file.Notes.GetValueOrDefault(TopologyNote.LinesAround));
    }

    [Fact]
    public void Prose_that_is_not_around_anything_is_refused_with_its_line()
    {
        var error = Assert.Throws<InputException>(() => Import(["Hello all", .. Lines]));

        Assert.Equal(1, error.Line);
    }

    public static TheoryData<string> Scripts() => new("headings", "one line", "ids first", "lower case");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Listings_of_groups_give_functions_and_groups(string form)
    {
        var whole = Import(Lines).Imported;
        var text = new List<string>();
        foreach (var group in whole.Groups)
        {
            if (form is "headings" or "lower case")
            {
                text.Add(
                    form == "headings"
                        ? $"IOMMU Group {group.Id}:"
                        : $"iommu group {group.Id}".Replace("iommu ", "", StringComparison.Ordinal)
                );
            }

            foreach (var function in whole.Members(group.Id))
            {
                var address = function.Bdf.ToString()[5..];
                var id = $"{function.Vendor:x4}:{function.Device:x4}";
                var words = $"{function.ClassName} [{function.Class >> 8:x4}]: {function.Name} [{id}] (rev 01)";
                text.Add(
                    form switch
                    {
                        "headings" => $"\t{address} {words}",
                        "lower case" => $"    [RESET] {address} {words}",
                        "one line" => $"IOMMU Group {group.Id} {address} {words}",
                        _ => $"Group {group.Id}:\t[{id}] [R] {address}  {function.ClassName} [{function.Class >> 8:x4}]: {function.Name}",
                    }
                );
            }
        }

        var read = Import(text);
        var kept = whole.Functions.Where(static f => f.Group is not null).ToList();

        Assert.Equal(
            kept.Select(static f => (f.Bdf, f.Vendor, f.Device, f.Class >> 8, f.Group)),
            read.Imported.Functions.Select(static f => (f.Bdf, f.Vendor, f.Device, f.Class >> 8, f.Group))
        );
        Assert.Equal(kept.Select(static f => f.Name), read.Imported.Functions.Select(static f => f.Name));
        Assert.Equal(kept.Count, read.Notes[TopologyNote.WithoutDetails]);
    }

    [Theory]
    [MemberData(nameof(TopologyCountsTests.Names), MemberType = typeof(TopologyCountsTests))]
    public void The_tree_beside_a_plain_listing_gives_the_bridges(string name)
    {
        var folder = TestData.Topology(name);
        var lines = File.ReadAllLines(Path.Combine(folder, "lspci-vvv.txt"));
        var plain = lines.Where(static line => Regex.IsMatch(line, "^[0-9a-f]")).ToList();
        var whole = Import(lines).Imported;
        using var other = new TemporaryFolder();
        other.File("lspci-nn.txt", string.Join('\n', plain) + "\n");
        var tree = File.ReadAllText(Path.Combine(folder, "lspci-tv.txt"));
        other.File("lspci-tv.txt", tree);

        var beside = TopologyImport.Run(other.Path).Imported;
        var below = Import([.. plain, "", tree]).Imported;

        Assert.Equal(whole.Functions.Select(static f => (f.Bdf, f.Parent)), beside.Functions.Select(static f => (f.Bdf, f.Parent)));
        Assert.Equal(
            beside.Functions.Select(static f => (f.Bdf, f.Parent, f.Buses)),
            below.Functions.Select(static f => (f.Bdf, f.Parent, f.Buses))
        );
    }
}
