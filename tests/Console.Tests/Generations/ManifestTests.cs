using System.Reflection;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Console.Tests.Generations;

/// <summary>The manifest of each generation against its folder and against docs/generations.md.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Names => new(KernelGeneration.All.Select(static generation => generation.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_names_the_grain_classes_of_its_folder(string name)
    {
        var generation = KernelGeneration.Find(name)!;
        var grains = generation
            .GetType()
            .Assembly.GetTypes()
            .Where(type => type.Namespace == generation.GetType().Namespace && type.IsAssignableTo(typeof(Grain)))
            .ToDictionary(static type => type.GetCustomAttribute<GrainTypeAttribute>()!.GetGrainType(null!, type).ToString()!);

        Assert.Equal(grains, generation.Classes.ToDictionary(one => $"{GrainNames.TypeOf(one.Key)}-{name}", static one => one.Value));
        Assert.All(generation.Classes.Keys, static kind => Assert.True(GrainNames.IsOfGeneration(kind)));
        Assert.Contains(ObjectKind.Device, generation.Classes.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_points_are_those_of_its_folder(string name)
    {
        var generation = KernelGeneration.Find(name)!;
        var declared = generation.GetType().Assembly.GetType($"{generation.GetType().Namespace}.Point")!;

        Assert.Equal(
            declared.GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => field.GetValue(null)),
            generation.Points
        );
    }

    [Fact]
    public void The_page_says_what_the_manifests_say()
    {
        var page = File.ReadAllText(Path.Combine(Sva.Root, "docs", "generations.md")).ReplaceLineEndings("\n");
        var chapters = page.Split("\n## ")
            .Skip(1)
            .ToDictionary(static chapter => chapter[..chapter.IndexOf('\n', StringComparison.Ordinal)]);

        Assert.Equal(KernelGeneration.All.Select(static generation => generation.Name), chapters.Keys);
        foreach (var generation in KernelGeneration.All)
        {
            string[] lines =
            [
                $"folder: `Grains/Generations/{generation.GetType().Name}`",
                .. generation.Sources.Select(static source => "source: " + source),
                .. generation.Differences,
            ];
            Assert.Equal(
                lines.Select(static line => "- " + line),
                chapters[generation.Name].Split('\n').Where(static line => line.StartsWith("- ", StringComparison.Ordinal))
            );
        }
    }
}
