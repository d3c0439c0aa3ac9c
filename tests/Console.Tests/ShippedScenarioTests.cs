using System.Text.Json;

namespace SvaOrleans.Console.Tests;

/// <summary>All shipped scenarios, run once by one process.</summary>
public sealed class ShippedRun
{
    public ShippedRun()
    {
        Result = Sva.Run(["run", "--json", .. Sva.ShippedScenarios]);
        foreach (var line in Result.Lines)
        {
            var json = JsonDocument.Parse(line).RootElement;
            if (json.GetProperty("type").GetString() == "state")
            {
                States.Add(json);
            }
        }
    }

    internal SvaResult Result { get; }

    public List<JsonElement> States { get; } = [];
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

    [Theory]
    [MemberData(nameof(Indices))]
    public void Each_expects_something_of_the_state(int index) =>
        Assert.Contains("\n  - expect:", File.ReadAllText(Sva.ShippedScenarios[index]).Replace("- {expect:", "- expect:", StringComparison.Ordinal), StringComparison.Ordinal);

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

        var result = Sva.Run(["run", "--quiet", "--seed", $"{seed}", .. small]);

        Assert.DoesNotContain("FAILED", result.Out, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
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
            Assert.All(state.GetProperty("hosts")[0].GetProperty("left").EnumerateObject(), static left => Assert.Equal(0, left.Value.GetInt32()));
        }
    }
}
