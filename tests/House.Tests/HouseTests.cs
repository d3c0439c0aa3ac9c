using SvaOrleans.House.Tests.Rules;

namespace SvaOrleans.House.Tests;

/// <summary>The rules of the house, held against the whole tree. That each can fail is shown by <see cref="BrokenRuleTests"/>.</summary>
public class HouseTests
{
    [Fact]
    public void Every_project_is_in_the_solution() =>
        None(Projects.OutsideTheSolution(Tree.Real), "projects that are not in SvaOrleans.sln (dotnet sln add)");

    [Fact]
    public void The_solution_names_no_project_that_is_gone() =>
        None(Projects.InTheSolutionOnly(Tree.Real), "projects that only SvaOrleans.sln knows");

    [Fact]
    public void No_project_points_up() =>
        None(Projects.PointingUp(Tree.Real).Concat(Projects.RowsThatPointUp()), "references that the table of arrows does not allow");

    [Fact]
    public void No_generator_fails_in_silence() =>
        None(Projects.LettingGeneratorsFail(Tree.Real), "what keeps a code generator that fails from failing the build");

    [Fact]
    public void No_file_is_long() =>
        None(
            Sources.TooLong(Tree.Real).Where(static path => !Sources.LongOnes.Contains(path.Split(' ')[0])),
            $"files with more than {Sources.LinesMax} lines"
        );

    [Fact]
    public void No_file_is_called_long_that_is_not() =>
        None(
            Sources.LongOnes.Except(Sources.TooLong(Tree.Real).Select(static path => path.Split(' ')[0])),
            "files that are no longer too long: take them off the list"
        );

    [Fact]
    public void Every_name_says_what_is_in_it() => None(Sources.NamedForNothing(Tree.Real), "names that would fit anything");

    [Fact]
    public void Every_link_leads_somewhere() => None(Pages.DeadLinks(Tree.Real), "links on pages that lead nowhere");

    [Fact]
    public void Every_page_is_linked_from_the_first_one() =>
        None(Pages.LinkedFromNowhere(Tree.Real), "pages in docs/ that README.md does not link");

    [Fact]
    public void Every_shipped_scenario_is_told_of() =>
        None(Pages.UnnamedScenarios(Tree.Real), "scenarios that no page names (docs/scenario.md has a table)");

    [Fact]
    public void Every_command_on_a_page_is_understood() =>
        None(Commands.NotUnderstood(Tree.Real), "commands on pages that the console does not understand");

    [Fact]
    public void Every_verb_and_option_is_told_of() => None(Commands.Untold(Tree.Real), "verbs and options that no page tells of");

    [Fact]
    public void Every_first_example_is_compiled() =>
        None(Examples.NotCompiled(Tree.Real), "lines of an example that the test beside it does not have, in this order");

    [Fact]
    public void No_place_of_one_machine_is_named() => None(Strangers.Places(Tree.Real), "paths that only one machine has");

    [Fact]
    public void Nothing_is_kept_that_a_build_makes() => None(Strangers.Binaries(Tree.Real), "files that a build or a tool has made");

    [Fact]
    public void No_notes_to_oneself_are_kept() => None(Strangers.Notes(Tree.Real), "notes and plans");

    [Fact]
    public void There_is_something_to_look_at()
    {
        Assert.InRange(Tree.Real.Projects.Count(), 20, 1000);
        Assert.InRange(Tree.Real.Paths.Count(static path => path.StartsWith("scenarios/", StringComparison.Ordinal)), 20, 1000);
        Assert.InRange(Tree.Real.Pages.Sum(static page => Commands.On(Tree.Real.Lines(page)).Count()), 30, 10_000);
    }

    private static void None(IEnumerable<string> offenders, string what)
    {
        var all = offenders.ToArray();
        Assert.True(all.Length == 0, $"{what}:\n  {string.Join("\n  ", all)}");
    }
}
