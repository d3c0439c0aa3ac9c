using SvaOrleans.Simulation;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Random sequential programs on random machines: the grains must answer, call drivers and end as the text read from top to bottom does,
/// in whatever order the engine delivers what is under way.</summary>
public sealed class DifferentialTests
{
    [Theory]
    [InlineData(1_000_000, 250)]
    [InlineData(2_000_000, 250)]
    [InlineData(3_000_000, 250)]
    [InlineData(4_000_000, 250)]
    public void Grains_and_text_agree(int first, int programs)
    {
        for (var seed = (ulong)first; seed < (ulong)(first + programs); seed++)
        {
            var random = new Xoshiro(seed);
            var spec = RandomMachine.Make(ref random);
            var program = new RandomProgram(spec, seed).Make(20 + random.Below(40));
            Strategy Schedule() => seed % 4 == 0 ? new FifoStrategy() : new RandomStrategy(seed);
            if (Comparison.Run(spec, program, Schedule()) is not null)
            {
                Assert.Fail($"seed {seed}: {Comparison.Shrink(spec, program, Schedule)}");
            }
        }
    }
}
