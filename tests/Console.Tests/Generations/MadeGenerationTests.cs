using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests.Generations;

/// <summary>docs/new-protocol.md followed to the letter: a generation is made, changed, compiled and explored.</summary>
public sealed partial class MadeGenerationTests
{
    private const string Neighbour = "unbind-unbind-next-owner";

    private static readonly string Page = File.ReadAllText(Path.Combine(Sva.Root, "docs", "new-protocol.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_walk_on_the_page_goes_as_it_says()
    {
        using var tree = new SourceTree();
        var made = tree.Run("new-generation", "early-free", "--from", "2018");
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Contains(made.Out.ReplaceLineEndings("\n"), Page, StringComparison.Ordinal);

        // As it was made it is 2018, and has nothing that the build would complain of.
        var complaints = tree.Compile();
        Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));
        File.Copy(Path.Combine(Sva.Scenarios, "races", Neighbour + ".yaml"), tree.At($"scenarios/races/{Neighbour}.yaml"));
        AssertGoes(0, null, "early-free");

        var changes = Changes().Matches(Page).Select(static block => block.Groups[1].Value).ToArray();
        Assert.Equal(3, changes.Length);
        var original = tree.Made().ToDictionary(static path => path, path => File.ReadAllText(tree.At(path)));

        // The first fails on its own scenario, the second on another race, the third on none; and it needs all of its question.
        AssertGoes(1, () => Apply(changes[0]), "early-free");
        Restore();
        AssertGoes(0, () => Apply(changes[1]), "early-free");
        AssertGoes(4, null, Neighbour);
        AssertGoes(0, () => Apply(changes[2]), "early-free");
        AssertGoes(0, null, Neighbour);
        AssertGoes(4, CompareTheNumberOnly, Neighbour);

        void Restore() => Assert.All(original, file => File.WriteAllText(tree.At(file.Key), file.Value));

        // A block names files with +++, and has for each the lines before and after, as diff does; @@ begins another place.
        void Apply(string change)
        {
            foreach (var file in change.Split("+++ ", StringSplitOptions.RemoveEmptyEntries))
            {
                var path = tree.At(file[..file.IndexOf('\n', StringComparison.Ordinal)]);
                var text = File.Exists(path) ? File.ReadAllText(path) : "";
                foreach (var place in file.Split("@@\n").Skip(1))
                {
                    var before = Lines(place, '-');
                    Assert.True(before.Length == 0 || text.Split(before).Length == 2, $"not once in {path}:\n{before}");
                    text = before.Length == 0 ? Lines(place, '+') : text.Replace(before, Lines(place, '+'), StringComparison.Ordinal);
                }

                File.WriteAllText(path, text);
            }
        }

        static string Lines(string place, char side) =>
            string.Concat(
                place
                    .TrimEnd('\n')
                    .Split('\n')
                    .Where(line => line.Length == 0 || line[0] == ' ' || line[0] == side)
                    .Select(static line => line.Length == 0 ? "\n" : line[1..] + "\n")
            );

        void CompareTheNumberOnly()
        {
            var bind = tree.At("Grains/Generations/EarlyFree/Device.Bind.cs");
            var text = File.ReadAllText(bind);
            var weaker = text.Replace(
                "State.Find(link.Pasid) == link",
                "State.Find(link.Pasid)?.Bond == link.Bond",
                StringComparison.Ordinal
            );
            Assert.NotEqual(text, weaker);
            File.WriteAllText(bind, weaker);
        }

        void AssertGoes(int exitCode, Action? change, string race)
        {
            if (change is not null)
            {
                change();
                var complaints = tree.Compile();
                Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));
            }

            var explored = Explore(race, isWhole: exitCode == 0 || race != Neighbour);
            Assert.True(explored.ExitCode == exitCode, explored.Out + explored.Error);
            var told = (
                exitCode switch
                {
                    0 => Classes(),
                    4 => Hangs(),
                    _ => Token(),
                }
            )
                .Match(explored.Out)
                .Value;
            Assert.True(told.Length > 0 && Page.Contains(told, StringComparison.Ordinal), explored.Out);
        }

        // Its own scenario names its kernel; a token is of the scenario's text and of what was asked for.
        SvaResult Explore(string race, bool isWhole)
        {
            List<string> asked = ["explore", $"scenarios/races/{race}.yaml"];
            asked.AddRange(race == Neighbour ? ["--generation", "early-free"] : []);
            asked.AddRange(isWhole ? ["--strategy", "exhaustive"] : ["--orders", "300"]);
            return tree.Run([.. asked]);
        }
    }

    [Fact]
    public void What_is_made_from_the_published_text_has_its_one_lock_and_its_holes()
    {
        using var tree = new SourceTree();
        Assert.Equal(0, tree.Run("new-generation", "old-ways", "--from", "2018-v2").ExitCode);
        var complaints = tree.Compile();
        Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));

        var explored = tree.Run(
            "explore",
            Path.Combine(Sva.Scenarios, "races", "d1-bind-bind-two-devices.yaml"),
            "--generation",
            "old-ways",
            "--strategy",
            "exhaustive"
        );

        Assert.True(explored.ExitCode == 1, explored.Out + explored.Error);
        Assert.Contains("--> sva lock ", explored.Out, StringComparison.Ordinal);
        Assert.Contains("expected one PASID for all of them, but they got 1, 2", explored.Out, StringComparison.Ordinal);
        Assert.Contains(
            "expected 2018 or 2018-v2 or old-ways",
            tree.Run("run", "x.yaml", "--generation", "2019").Error,
            StringComparison.Ordinal
        );
    }

    [GeneratedRegex("```diff\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Changes();

    [GeneratedRegex(@"all \d+ classes of orders explored")]
    private static partial Regex Classes();

    [GeneratedRegex("does not end: deadlock")]
    private static partial Regex Hangs();

    [GeneratedRegex(@"sva1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")]
    private static partial Regex Token();
}
