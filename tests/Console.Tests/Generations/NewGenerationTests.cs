using SvaOrleans.Client.Scaffolding;
using SvaOrleans.Client.Setup;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Silo;

namespace SvaOrleans.Console.Tests.Generations;

/// <summary>What sva new-generation writes, and what it refuses.</summary>
public sealed class NewGenerationTests
{
    [Fact]
    public void There_is_a_class_for_every_part_and_a_scenario()
    {
        using var tree = new SourceTree();
        GenerationFiles.Make("early-free", "2018").Write(Repository.At(tree.Root));

        Assert.Equal(
            [
                "Device",
                "Domain",
                "DriverLock",
                "File",
                "FileTable",
                "Host",
                "IoMm",
                "Iommu",
                "Kworker",
                "Mm",
                "PasidSpace",
                "Release",
                "Task",
            ],
            tree.Files("Grains").Select(static path => Path.GetFileName(path).Replace("EarlyFree.cs", "", StringComparison.Ordinal))
        );
        Assert.All(tree.Files("Grains"), static path => Assert.StartsWith("Grains/Generations/EarlyFree/", path, StringComparison.Ordinal));
        Assert.Equal(["scenarios/races/early-free.yaml"], tree.Files("scenarios"));
        Assert.Contains(
            "    generation: early-free\n",
            File.ReadAllText(tree.At("scenarios/races/early-free.yaml")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void A_class_has_what_its_parent_has(string from)
    {
        var files = GenerationFiles.Make("mine", from);
        var parents = KernelGeneration.Find(from)!.Classes;

        Assert.Equal(parents.Count + 1, files.Texts.Count - 1);
        Assert.All(
            parents,
            parent =>
            {
                var text = files.Texts.Values.Single(text => text.Contains($" : {parent.Value.Name}(", StringComparison.Ordinal));
                Assert.Contains($"[GrainType(\"{GrainNames.TypeOf(parent.Key)}-mine\")]\n", text, StringComparison.Ordinal);
                Assert.Contains("[KeepAlive]\n", text, StringComparison.Ordinal);
                Assert.Equal(
                    parent.Value.GetCustomAttributesData().Any(static attribute => attribute.AttributeType.Name == "ReentrantAttribute"),
                    text.Contains("[Reentrant]\n", StringComparison.Ordinal)
                );
            }
        );
        Assert.Contains(
            files.Texts.Values,
            static text => text.Contains("[PersistentState(\"host\")] IPersistentState<HostRecord> record", StringComparison.Ordinal)
        );
        Assert.Equal(from == "2018-v2", files.Texts.Keys.Any(static path => path.EndsWith("/SvaLockMine.cs", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("5.8", "cannot be the name")]
    [InlineData("-x", "cannot be the name")]
    [InlineData("x-", "cannot be the name")]
    [InlineData("a--b", "cannot be the name")]
    [InlineData("a b", "cannot be the name")]
    [InlineData("../x", "cannot be the name")]
    [InlineData("\u00e9t\u00e9", "cannot be the name")]
    [InlineData("", "cannot be the name")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", "cannot be the name")]
    [InlineData("2019", "is a number or a word of YAML")]
    [InlineData("True", "is a number or a word of YAML")]
    [InlineData("2018", "is a number or a word of YAML")]
    [InlineData("2018-v2", "there is a generation '2018-v2' already")]
    [InlineData("2018v2", "is too like the generation '2018-v2'")]
    [InlineData("2018-V2", "is too like the generation '2018-v2'")]
    public void Such_a_name_is_refused(string name, string why) =>
        Assert.Contains(why, Assert.Throws<InputException>(() => GenerationFiles.Make(name, "2018")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("5-8", "Grains/Generations/V58/Device58.cs")]
    [InlineData("x", "Grains/Generations/X/DeviceX.cs")]
    [InlineData(
        "abcdefghijklmnopqrstuvwxyz012345",
        "Grains/Generations/Abcdefghijklmnopqrstuvwxyz012345/DeviceAbcdefghijklmnopqrstuvwxyz012345.cs"
    )]
    [InlineData("io-mm", "Grains/Generations/IoMm/DeviceIoMm.cs")]
    public void Such_a_name_is_taken(string name, string device) => Assert.Equal(device, GenerationFiles.Make(name, "2018").Device);

    [Theory]
    [InlineData("Grains/Generations/EarlyFree/Mine.cs")]
    [InlineData("scenarios/races/early-free.yaml")]
    public void Nothing_is_overwritten(string path)
    {
        using var tree = new SourceTree();
        Directory.CreateDirectory(Path.GetDirectoryName(tree.At(path))!);
        File.WriteAllText(tree.At(path), "mine");

        var refused = Assert.Throws<InputException>(() => GenerationFiles.Make("early-free", "2018").Write(Repository.At(tree.Root)));

        Assert.Contains("nothing is overwritten", refused.Message, StringComparison.Ordinal);
        Assert.Equal([path], tree.Files("Grains").Concat(tree.Files("scenarios")));
        Assert.Equal("mine", File.ReadAllText(tree.At(path)));
    }

    [Fact]
    public void A_program_outside_of_a_source_tree_says_so()
    {
        using var tree = new SourceTree();
        File.Delete(tree.At("SvaOrleans.sln"));
        var lost = tree.Run("new-generation", "early-free");
        Assert.Equal((2, ""), (lost.ExitCode, lost.Out));
        Assert.Contains("no SvaOrleans.sln in any folder above the program", lost.Error, StringComparison.Ordinal);

        File.WriteAllText(tree.At("SvaOrleans.sln"), "");
        Directory.Delete(tree.At("Grains"), recursive: true);
        var empty = tree.Run("new-generation", "early-free");
        Assert.Equal(2, empty.ExitCode);
        Assert.Contains("expected the source tree of SvaOrleans", empty.Error, StringComparison.Ordinal);

        var unknown = tree.Run("new-generation", "early-free", "--from", "2019");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("there is no kernel generation '2019'; expected 2018 or 2018-v2", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Generations_are_found_by_their_classes()
    {
        Assert.Equal(["2018", "2018-v2"], KernelGenerations.Known.Take(2));
        Assert.Equal(KernelGenerations.Known.Skip(1).Order(StringComparer.Ordinal), KernelGenerations.Known.Skip(1));
        Assert.False(KernelGeneration.Find("2018")!.HasOneLock);
        Assert.True(KernelGeneration.Find("2018-v2")!.HasOneLock);
        Assert.Null(KernelGeneration.Find("2019"));
        Assert.All(KernelGeneration.All, static generation => Assert.NotNull(generation.Release));
    }
}
