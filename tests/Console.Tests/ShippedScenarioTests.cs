using System.Text.Json;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests;

/// <summary>All shipped scenarios, run once by one process.</summary>
public sealed partial class ShippedRun
{
    public ShippedRun()
    {
        Result = Sva.Run(["run", "--json", .. Sva.ShippedScenarios]);
        States.AddRange(StatesOf(Result));
    }

    internal SvaResult Result { get; }

    public List<JsonElement> States { get; } = [];

    /// <summary>Of every scenario how its steps went.</summary>
    internal static List<string> FingerprintsOf(SvaResult result) =>
        [
            .. StatesOf(result)
                .Select(static state =>
                    $"{state.GetProperty("scenario")}: {state.GetProperty("run").GetProperty("steps")} steps, "
                    + $"{state.GetProperty("run").GetProperty("hash")}"
                ),
        ];

    /// <summary>The first line of two runs that is not the same, with those before it; null when they are the same except for what a
    /// stop-watch says.</summary>
    internal static string? FirstDifference(SvaResult one, SvaResult other)
    {
        string[][] said =
        [
            .. new[] { one, other }.Select(static result => result.Lines.Select(static line => Measured().Replace(line, "")).ToArray()),
        ];
        var at = said[0].Zip(said[1]).TakeWhile(static pair => pair.First == pair.Second).Count();
        return said.All(lines => lines.Length == at)
            ? null
            : string.Join(
                '\n',
                [.. said[0][Math.Max(at - 4, 0)..at], .. said.Select(lines => at < lines.Length ? "> " + lines[at] : "> (nothing more)")]
            );
    }

    [GeneratedRegex("\"measured\":\\{[^}]*\\},?")]
    private static partial Regex Measured();

    private static IEnumerable<JsonElement> StatesOf(SvaResult result) =>
        from line in result.Lines
        let json = JsonDocument.Parse(line).RootElement
        where json.GetProperty("type").GetString() == "state"
        select json;
}

public class ShippedScenarioTests(ShippedRun shipped) : IClassFixture<ShippedRun>
{
    public static TheoryData<int> Indices() => new(Enumerable.Range(0, Sva.ShippedScenarios.Length));

    [Fact]
    public void There_are_ten_at_least_and_they_pass_together()
    {
        Assert.True(Sva.ShippedScenarios.Length >= 10);
        Assert.Equal("", shipped.Result.Error);
        Assert.Equal(0, shipped.Result.ExitCode);
        Assert.Equal(Sva.ShippedScenarios.Length, shipped.States.Count);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Each_passes_and_is_called_like_its_file(int index)
    {
        var state = shipped.States[index];

        Assert.Equal(Path.GetFileNameWithoutExtension(Sva.ShippedScenarios[index]), state.GetProperty("scenario").GetString());
        Assert.True(state.GetProperty("passed").GetBoolean());
        Assert.True(state.GetProperty("operations").GetInt32() > 0);
    }

    [Fact]
    public void Each_takes_the_same_steps_in_a_second_process()
    {
        var again = Sva.Run(["run", "--json", .. Sva.ShippedScenarios]);
        Assert.Equal(Sva.ShippedScenarios.Length, ShippedRun.FingerprintsOf(again).Count);
        Assert.Null(ShippedRun.FirstDifference(shipped.Result, again));
        Assert.Equal(ShippedRun.FingerprintsOf(shipped.Result), ShippedRun.FingerprintsOf(again));
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Each_expects_something_of_the_state(int index) =>
        Assert.Contains(
            "\n  - expect:",
            File.ReadAllText(Sva.ShippedScenarios[index]).Replace("- {expect:", "- expect:", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void They_pass_in_random_orders_too(int seed)
    {
        string[] small = [.. Sva.ShippedScenarios.Where(file => !File.ReadAllText(file).Contains("workload:", StringComparison.Ordinal))];

        var result = Sva.Run(["run", "--json", "--events", "--seed", $"{seed}", .. small]);
        var again = Sva.Run(["run", "--json", "--events", "--seed", $"{seed}", .. small]);

        Assert.Equal(0, result.ExitCode);
        Assert.Null(ShippedRun.FirstDifference(result, again));
        Assert.Equal(ShippedRun.FingerprintsOf(result), ShippedRun.FingerprintsOf(again));
    }

    [Fact]
    public void Traces_leave_nothing_behind_after_real_work()
    {
        var replays = shipped.States.Where(static state => state.GetProperty("counters").TryGetProperty("dmaPages", out _)).ToArray();

        Assert.Equal(2, replays.Length);
        foreach (var state in replays)
        {
            Assert.True(state.GetProperty("counters").GetProperty("dmaPages").GetInt64() > 10_000);
            Assert.True(state.GetProperty("counters").GetProperty("atc_fill").GetInt64() > 10_000);
            Assert.True(state.GetProperty("counters").GetProperty("fanOut").GetInt64() > 1_000);
            Assert.All(
                state.GetProperty("hosts")[0].GetProperty("left").EnumerateObject(),
                static left => Assert.Equal(0, left.Value.GetInt32())
            );
        }
    }
}
