using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Tests;

public sealed class EngineBenchTests
{
    // Rates depend on the machine; what a call allocates does not.
    [Fact]
    public async Task Everything_is_measured_and_a_simulated_call_allocates_little_more_than_its_request()
    {
        List<string> told = [];
        var figures = await EngineBench.Run(Engines.Chosen, runs: 2, calls: 20_000, told.Add);
        Rate[] rates =
        [
            figures.GrainCalls,
            figures.ManyCallers,
            figures.ClientCalls,
            figures.FanOut,
            figures.Activations,
            figures.PlainCompleting,
            figures.PlainYielding,
            figures.Binds,
        ];
        Assert.All(rates, rate => Assert.InRange(rate.PerSecond, rate.Lowest, rate.Highest));
        Assert.All(rates, rate => Assert.True(rate is { Lowest: > 0, PerProcessorSecond: > 0 }, rate.ToString()));
        Assert.Equal(["warming up", "run 1 of 2", "run 2 of 2"], told);
        Assert.True(figures is { ShareOfYielding: > 0, ShareOfCompleting: > 0, GrainCallsPerBind: > 1 }, figures.ToString());
        if (figures.Engine == "Simulated")
        {
            Assert.InRange(figures.BytesPerGrainCall, 0, 100);
        }
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(101, 1_000)]
    [InlineData(1, 999)]
    public async Task Senseless_wishes_are_refused(int runs, int calls) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EngineBench.Run(Engines.Chosen, runs, calls));
}
