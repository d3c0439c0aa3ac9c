using System.Text;
using System.Text.RegularExpressions;
using SvaOrleans.Client.Verbs;
using SvaOrleans.Documents;
using SvaOrleans.Scenarios;

namespace SvaOrleans.Console.Tests;

/// <summary>Input of any length at any place: what is told of it stays short.</summary>
public sealed partial class LongInputTests
{
    private const int MessageMax = 1_000;

    private static readonly string[] LongWords =
    [
        new('9', 8_000),
        new('z', 8_000),
        "0x" + new string('f', 8_000),
        "\"" + string.Concat(Enumerable.Repeat("it's so ", 1_000)) + "\"",
        "$" + new string('p', 8_000),
        "-" + new string('1', 8_000),
        "0000:00:01.0" + new string('0', 8_000),
        "[" + new string('q', 8_000) + "]",
        "{" + new string('k', 8_000) + ": 1}",
    ];

    public static TheoryData<int> Kinds() => new(Enumerable.Range(0, LongWords.Length));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_every_word_of_a_scenario(int kind)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refused = 0;
        foreach (var file in Sva.ShippedScenarios.Concat(Directory.GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")))
        {
            var text = File.ReadAllText(file);
            if (text.Contains("workload:", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match word in Word().Matches(text))
            {
                // The same word behind the same key is read by the same reader.
                var before = text[Math.Max(0, word.Index - 12)..word.Index];
                if (seen.Add($"{before}{word.Value}"))
                {
                    refused += Refused(() =>
                        ScenarioLoader.Load(
                            "long.yaml",
                            Sva.Scenarios,
                            Encoding.UTF8.GetBytes(text[..word.Index] + LongWords[kind] + text[(word.Index + word.Length)..])
                        )
                    )
                        ? 1
                        : 0;
                }
            }
        }

        Assert.True(refused > 200, $"{refused} of {seen.Count}");
    }

    [Fact]
    public void At_every_option_of_every_verb()
    {
        var root = RootVerb.Create();
        var tried = 0;
        foreach (var verb in root.Subcommands)
        {
            foreach (
                var option in verb
                    .Options.Select(static option => option.Name)
                    .Append("--" + new string('o', 8_000))
                    .Append(new string('w', 8_000))
            )
            {
                foreach (var value in LongWords)
                {
                    if (CommandLineFault.Of(root.Parse([verb.Name, option, value])) is { } fault)
                    {
                        AssertShort(fault);
                        tried++;
                    }
                }
            }
        }

        Assert.True(tried > 100);
    }

    // What a verb itself reads.
    [Theory]
    [InlineData("run")]
    [InlineData("run", "scenarios/worked/w2-kill.yaml", "--connect")]
    [InlineData("run", "scenarios/worked/w2-kill.yaml", "--generation")]
    [InlineData("explore", "scenarios/races/r1-bind-and-kill.yaml", "--strategy")]
    [InlineData("explore", "scenarios/races/r1-bind-and-kill.yaml", "--without")]
    [InlineData("explore", "scenarios/races/r1-bind-and-kill.yaml", "--time")]
    [InlineData("replay")]
    [InlineData("topology", "show")]
    [InlineData("topology", "show", "scenarios/data/intel-sm-numa4-pxb.yaml", "--split")]
    [InlineData("topology", "show", "scenarios/data/intel-sm-numa4-pxb.yaml", "--grant")]
    [InlineData("trace", "show")]
    [InlineData("new-generation")]
    public void At_a_verb(params string[] args)
    {
        var run = Sva.Run([.. args, new string('v', 3_000)]);
        Assert.True(run.ExitCode == 2, run.Out + run.Error);
        AssertShort(run.Error);
    }

    private static bool Refused(Func<object> load)
    {
        try
        {
            load();
            return false;
        }
        catch (InputException refused)
        {
            AssertShort(refused.Message);
            return true;
        }
    }

    private static void AssertShort(string message)
    {
        Assert.True(message.Length <= MessageMax, $"{message.Length} characters: {message}");
        Assert.False(Run().IsMatch(message), message);
    }

    [GeneratedRegex(@"[A-Za-z0-9$_.:-]+")]
    private static partial Regex Word();

    // One character again and again.
    [GeneratedRegex(@"(\w)\1{79}")]
    private static partial Regex Run();
}
