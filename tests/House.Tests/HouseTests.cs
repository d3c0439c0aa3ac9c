using SvaOrleans.House.Tests.Rules;

namespace SvaOrleans.House.Tests;

/// <summary>The rules of the project, checked on the whole tree. Each is shown to fail by <see cref="BrokenRuleTests"/>.</summary>
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
    public void No_file_is_long() => Allowed("long-file", Sources.TooLong(Tree.Real), $"files with more than {Sources.LinesMax} lines");

    [Fact]
    public void No_type_is_long_over_all_its_parts() =>
        Allowed("long-type", Types.TooLong(Tree.Real), $"types with more than {Types.LinesMax} lines");

    [Fact]
    public void Code_is_laid_out_by_CSharpier() =>
        None(Layout.NotLaidOut(Tree.Root), $"files that CSharpier would lay out otherwise ({Layout.Command})");

    [Fact]
    public void No_line_is_wide() => Allowed("wide-lines", Columns.TooWide(Tree.Real), $"lines of more than {Columns.Max} columns");

    [Fact]
    public void Every_namespace_is_the_folder() =>
        Allowed("namespaces", Namespaces.NotTheFolder(Tree.Real), "files whose namespace is not their folder");

    [Fact]
    public void Every_file_name_occurs_once_in_the_product() =>
        Allowed("file-names", Namespaces.NamedTwice(Tree.Real), "file names that occur twice");

    [Fact]
    public void No_folders_of_a_project_use_each_other() =>
        Allowed("circles", Circles.Found(Tree.Real), "uses that are part of a circle of folders");

    [Fact]
    public void Words_are_plain() => Allowed("words", Words.Found(Tree.Real), "phrases that Rules/Words.cs refuses");

    [Fact]
    public void Every_name_says_what_is_in_it() => None(Sources.NamedForNothing(Tree.Real), "names that would fit anything");

    [Fact]
    public void Every_link_leads_somewhere() => None(Pages.DeadLinks(Tree.Real), "links on pages that lead nowhere");

    [Fact]
    public void Every_page_is_linked_from_the_first_one() =>
        None(Pages.LinkedFromNowhere(Tree.Real), "pages in docs/ that README.md does not link");

    [Fact]
    public void Every_shipped_scenario_is_on_a_page() => None(Pages.UnnamedScenarios(Tree.Real), "scenarios that no page names");

    [Fact]
    public void Every_command_on_a_page_is_understood() =>
        None(Commands.NotUnderstood(Tree.Real), "commands on pages that the console does not understand");

    [Fact]
    public void Every_verb_and_option_is_on_a_page() => None(Commands.Unnamed(Tree.Real), "verbs and options that no page names");

    [Fact]
    public void Every_first_example_is_compiled() =>
        None(Examples.NotCompiled(Tree.Real), "lines of an example that the test beside it does not have, in this order");

    [Fact]
    public void No_place_of_one_machine_is_named() => None(Contents.Places(Tree.Real), "paths that only one machine has");

    [Fact]
    public void Every_file_is_of_a_kind_that_the_project_has() =>
        None(Contents.Unexpected(Tree.Real), "files that a build or a tool has made, or that hold nothing");

    [Fact]
    public void Every_source_file_is_compiled() => None(Contents.Uncompiled(Tree.Real), "source files that belong to no project");

    [Fact]
    public void No_work_is_put_off_in_a_comment() => None(Contents.PutOff(Tree.Real), "marks of unfinished work");

    [Fact]
    public void There_is_something_to_look_at()
    {
        Assert.InRange(Tree.Real.Projects.Count(), 20, 1000);
        Assert.InRange(Tree.Real.Paths.Count(static path => path.StartsWith("scenarios/", StringComparison.Ordinal)), 20, 1000);
        Assert.InRange(Tree.Real.Pages.Sum(static page => Commands.On(Tree.Real.Lines(page)).Count()), 30, 10_000);
    }

    private static void Allowed(string rule, IEnumerable<Offender> offenders, string what) =>
        None(Allowances.Compare(Tree.Real, rule, offenders), what);

    private static void None(IEnumerable<string> offenders, string what)
    {
        var all = offenders.ToArray();
        Assert.True(all.Length == 0, $"{what}:\n  {string.Join("\n  ", all)}");
    }
}
