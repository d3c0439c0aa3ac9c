using SvaOrleans.House.Tests.Rules;

namespace SvaOrleans.House.Tests;

/// <summary>Every rule on projects and pages finds what breaks it, and nothing else.</summary>
public class BrokenRuleTests
{
    [Fact]
    public void Projects_and_the_solution()
    {
        var tree = Tree.Of(
            (
                "SvaOrleans.sln",
                "Project(\"{F}\") = \"Model\", \"Model\\Model.csproj\", \"{1}\"\n"
                    + "Project(\"{F}\") = \"Gone\", \"Gone\\Gone.csproj\", \"{2}\""
            ),
            ("Model/Model.csproj", "<Project/>"),
            ("tests/New.Tests/New.Tests.csproj", "<Project/>")
        );

        Assert.Equal(["tests/New.Tests/New.Tests.csproj"], Projects.OutsideTheSolution(tree));
        Assert.Equal(["Gone/Gone.csproj"], Projects.InTheSolutionOnly(tree));
    }

    [Theory]
    [InlineData("Model/Model.csproj", "../Interfaces/Interfaces.csproj", "Model/Model.csproj -> Interfaces")]
    [InlineData("Grains/Grains.csproj", "../Silo/Silo.csproj", "Grains/Grains.csproj -> Silo")]
    [InlineData("Simulation/Engine/Engine.csproj", "../Hosting/Hosting.csproj", "Simulation/Engine/Engine.csproj -> Simulation/Hosting")]
    [InlineData("Inputs/Inputs.csproj", "$(RepositoryRoot)Client\\Client.csproj", "Inputs/Inputs.csproj -> Client")]
    [InlineData("tests/A.Tests/A.Tests.csproj", "../B.Tests/B.Tests.csproj", "tests/A.Tests/A.Tests.csproj -> tests/B.Tests")]
    [InlineData("Extra/Extra.csproj", "../Model/Model.csproj", "Extra/Extra.csproj is in no row of the table of arrows")]
    public void An_arrow_that_points_up(string project, string reference, string told) =>
        Assert.Equal([told], Projects.PointingUp(Tree.Of((project, Referring(reference)))));

    [Theory]
    [InlineData("Grains/Grains.csproj", "../Interfaces/Interfaces.csproj")]
    [InlineData("tests/A.Tests/A.Tests.csproj", "../../Silo/Silo.csproj")]
    public void An_arrow_that_points_down_is_fine(string project, string reference) =>
        Assert.Empty(Projects.PointingUp(Tree.Of((project, Referring(reference)))));

    [Fact]
    public void A_generator_that_fails_in_silence() =>
        Assert.Equal(
            ["Directory.Build.props does not make CS8785 an error", "Model/Model.csproj silences CS8032"],
            Projects.LettingGeneratorsFail(
                Tree.Of(
                    (
                        "Directory.Build.props",
                        "<Project><PropertyGroup><WarningsAsErrors>$(WarningsAsErrors);CS8032;CS8784</WarningsAsErrors>"
                            + "</PropertyGroup></Project>"
                    ),
                    ("Model/Model.csproj", "<Project><PropertyGroup><NoWarn>$(NoWarn);CS1591;CS8032</NoWarn></PropertyGroup></Project>")
                )
            )
        );

    [Fact]
    public void The_model_is_no_grain_code() =>
        Assert.Equal(
            ["Model/Model.csproj -> Simulation/Analyzers"],
            Projects.PointingUp(
                Tree.Of(("Model/Model.csproj", "<Project><PropertyGroup><GrainCode>true</GrainCode></PropertyGroup></Project>"))
            )
        );

    [Theory]
    [InlineData("Client/StringUtils.cs", "")]
    [InlineData("Silo/Helpers/Boot.cs", "")]
    [InlineData("Model/Tables.cs", "internal sealed class TableManager;")]
    [InlineData("Model/Tables.cs", "static class PageHelper { }")]
    public void Names_that_would_fit_anything(string path, string text) => Assert.Single(Sources.NamedForNothing(Tree.Of((path, text))));

    [Theory]
    [InlineData("Model/Utilization.cs", "class Utilization;")]
    [InlineData("tests/X.Tests/Helper.cs", "class Helper;")]
    public void Names_that_only_look_so(string path, string text) => Assert.Empty(Sources.NamedForNothing(Tree.Of((path, text))));

    [Fact]
    public void Links()
    {
        var tree = Tree.Of(
            (
                "README.md",
                "[a](docs/a.md) [b](docs/gone.md) [c](docs/a.md#what-ships) [d](docs/a.md#what-sinks) "
                    + "[e](https://example.org/x) [f](scenarios/)"
            ),
            ("docs/a.md", "# A\n## What ships?\n[up](../README.md) [out](../../x.md) [self](#a)"),
            ("docs/lonely.md", ""),
            ("scenarios/told.yaml", "")
        );

        Assert.Equal(["README.md: docs/gone.md", "README.md: docs/a.md#what-sinks", "docs/a.md: ../../x.md"], Pages.DeadLinks(tree));
        Assert.Equal(["docs/lonely.md"], Pages.LinkedFromNowhere(tree));
    }

    [Fact]
    public void Scenarios()
    {
        var tree = Tree.Of(
            ("docs/scenario.md", "`told.yaml`, [w1](../scenarios/worked/w1-told.yaml). r1-told"),
            ("scenarios/tour/told.yaml", ""),
            ("scenarios/worked/w1-told.yaml", ""),
            ("scenarios/1-told.yaml", ""),
            ("scenarios/races/deep/r1-told.yaml", ""),
            ("scenarios/data/x.yaml", "")
        );

        Assert.Equal(["scenarios/1-told.yaml", "scenarios/races/deep/r1-told.yaml"], Pages.UnnamedScenarios(tree));
    }

    [Theory]
    [InlineData("```sh\n./sva dmeo    # x\n```", "1")]
    [InlineData("```\nsva run x.yaml --sed 7\n```", "1")]
    [InlineData("```\n./sva topology import DIR \\\n  --grnat 'class=02 ats'\n```", "1")]
    [InlineData("| x | `./sva trace import FILE` |", "1")]
    [InlineData("`sva topology shwo`", "1")]
    [InlineData("`sva help dmeo`", "1")]
    [InlineData("`sva bench engine --runs many`", "1")]
    [InlineData("`sva run FILE --engine fast`", "1")]
    [InlineData("`sva run FILE --engine`", "1")]
    [InlineData("```sh\n./sva demo      # what --it is\n```", "")]
    [InlineData(
        "`sva run FILE... [--json] [--seed N]`, `sva topology`, `./sva test --engine simulated`, "
            + "`./sva --engine orleans demo`, `sva VERB --help`, `sva help run`",
        ""
    )]
    [InlineData("```\nsva run - --json < scenario.yaml\nsva topology import DIR -o x --grant \"class=0200 ats pasid=20\"\nsvab x\n```", "")]
    public void Pages_with_commands(string page, string faults) =>
        Assert.Equal(faults.Length, Commands.NotUnderstood(Tree.Of(("docs/x.md", page))).Count());

    [Fact]
    public void Pages_that_keep_something_back()
    {
        var unnamed = Commands.Unnamed(Tree.Of(("docs/x.md", "`run`, --seed, --jsonish, `topology`"))).ToArray();

        Assert.Contains("sva trace", unnamed);
        Assert.Contains("sva run --json", unnamed);
        Assert.DoesNotContain("sva run", unnamed);
        Assert.DoesNotContain("sva run --seed", unnamed);
    }

    [Theory]
    [InlineData("int x = 1;        // one\nAssert.Equal(1, x);", 0)]
    [InlineData("int x = 2;\nAssert.Equal(1, x);", 1)]
    [InlineData("Assert.Equal(1, x);\n\nint x = 1;", 1)]
    public void Examples(string example, int faults) =>
        Assert.Equal(
            faults,
            Rules
                .Examples.NotCompiled(
                    Tree.Of(
                        ("docs/engine.md", $"# A\n```\nint z;\n```\n```csharp\n{example}\n```\n```csharp\nint y;\n```"),
                        ("tests/Engine.Tests/Docs/FirstRunTests.cs", "class T\n{\n    int x = 1;\n\n    Assert.Equal(1, x);\n}")
                    )
                )
                .Count()
        );

    private static string Referring(string project) =>
        $"<Project><ItemGroup><ProjectReference Include=\"{project}\" /></ItemGroup></Project>";
}
