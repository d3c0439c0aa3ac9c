using SvaOrleans.Client.Scaffolding;
using SvaOrleans.Client.Setup;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Silo;

namespace SvaOrleans.Console.Tests.Generations;

/// <summary>The files that sva new-generation writes, and the names that it refuses.</summary>
public sealed class NewGenerationTests
{
    [Fact]
    public void The_folder_is_copied_and_there_is_a_scenario()
    {
        using var tree = new SourceTree();
        Make("early-free", "2018", tree).Write(Repository.At(tree.Root));

        Assert.Equal(
            FilesOf("Linux2018").Select(static file => file == "Linux2018.cs" ? "EarlyFree.cs" : file).Order(StringComparer.Ordinal),
            tree.Made().Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        );
        Assert.All(tree.Made(), static path => Assert.StartsWith("Grains/Generations/EarlyFree/", path, StringComparison.Ordinal));
        Assert.Equal(["scenarios/races/early-free.yaml"], tree.Files("scenarios"));
        Assert.Contains(
            "    generation: early-free\n",
            File.ReadAllText(tree.At("scenarios/races/early-free.yaml")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2018", "6.8-rc1", "Linux6_8Rc1")]
    [InlineData("2018-v2", "mine", "Mine")]
    public void A_copy_differs_from_its_source_in_its_names_only(string from, string name, string folder)
    {
        using var tree = new SourceTree();
        var source = KernelGeneration.Find(from)!.GetType().Namespace!.Split('.')[^1];
        var files = Make(name, from, tree);

        Assert.All(
            FilesOf(source).Where(file => file != source + ".cs"),
            file =>
                Assert.Equal(
                    File.ReadAllText(Path.Combine(Sva.Root, "Grains/Generations", source, file)),
                    files
                        .Texts[$"Grains/Generations/{folder}/{file}"]
                        .Replace(folder, source, StringComparison.Ordinal)
                        .Replace($"-{name}\")]", $"-{from}\")]", StringComparison.Ordinal)
                        .Replace($"\"{name}\",\n", $"\"{from}\",\n", StringComparison.Ordinal)
                )
        );
        Assert.Contains($"string Name => \"{name}\";", files.Texts[$"Grains/Generations/{folder}/{folder}.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5..8", "cannot be the name")]
    [InlineData("5.-8", "cannot be the name")]
    [InlineData(".8", "cannot be the name")]
    [InlineData("-x", "cannot be the name")]
    [InlineData("x-", "cannot be the name")]
    [InlineData("a--b", "cannot be the name")]
    [InlineData("a b", "cannot be the name")]
    [InlineData("../x", "cannot be the name")]
    [InlineData("\u00e9t\u00e9", "cannot be the name")]
    [InlineData("", "cannot be the name")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", "cannot be the name")]
    [InlineData("True", "is a word of YAML")]
    [InlineData("2018", "there is a generation '2018' already")]
    [InlineData("2018-v2", "there is a generation '2018-v2' already")]
    [InlineData("2018v2", "is too like the generation '2018-v2'")]
    [InlineData("io-mm", "has a file IoMm.cs already")]
    [InlineData("2018-V2", "is too like the generation '2018-v2'")]
    public void Such_a_name_is_refused(string name, string why)
    {
        using var tree = new SourceTree();
        Assert.Contains(why, Assert.Throws<InputException>(() => Make(name, "2018", tree)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.8", "Grains/Generations/Linux5_8/Device.Bind.cs")]
    [InlineData("6.8-rc1", "Grains/Generations/Linux6_8Rc1/Device.Bind.cs")]
    [InlineData("7", "Grains/Generations/Linux7/Device.Bind.cs")]
    [InlineData("5-8", "Grains/Generations/Linux58/Device.Bind.cs")]
    [InlineData("x", "Grains/Generations/X/Device.Bind.cs")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", "Grains/Generations/Abcdefghijklmnopqrstuvwxyz012345/Device.Bind.cs")]
    public void Such_a_name_is_taken(string name, string bind)
    {
        using var tree = new SourceTree();
        Assert.Equal(bind, Make(name, "2018", tree).Bind);
    }

    [Theory]
    [InlineData("Grains/Generations/EarlyFree/Mine.cs")]
    [InlineData("scenarios/races/early-free.yaml")]
    public void Nothing_is_overwritten(string path)
    {
        using var tree = new SourceTree();
        Directory.CreateDirectory(Path.GetDirectoryName(tree.At(path))!);
        File.WriteAllText(tree.At(path), "mine");

        var refused = Assert.Throws<InputException>(() => Make("early-free", "2018", tree).Write(Repository.At(tree.Root)));

        Assert.Contains("nothing is overwritten", refused.Message, StringComparison.Ordinal);
        Assert.Equal([path], tree.Made().Concat(tree.Files("scenarios")));
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
    public void Generations_are_found_by_their_manifests()
    {
        Assert.Equal(["2018", "2018-v2"], KernelGenerations.Known.Take(2));
        Assert.Equal(KernelGenerations.Known.Skip(1).Order(StringComparer.Ordinal), KernelGenerations.Known.Skip(1));
        Assert.Null(KernelGeneration.Find("2019"));
        Assert.All(KernelGeneration.All, static generation => Assert.NotEmpty(generation.Sources));
    }

    private static GenerationFiles Make(string name, string from, SourceTree tree) =>
        GenerationFiles.Make(name, from, Repository.At(tree.Root));

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.GetFiles(Path.Combine(Sva.Root, "Grains/Generations", folder), "*.cs").Select(static path => Path.GetFileName(path));
}
