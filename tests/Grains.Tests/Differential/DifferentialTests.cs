using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Random sequential programs on random machines: the grains must answer, call drivers and end as the text read from top to bottom does,
/// in whatever order the engine delivers what is under way.</summary>
public sealed class DifferentialTests
{
    /// <summary>The generation of random programs: 2018, unless somebody tries a variant of it (docs/new-protocol.md).</summary>
    internal static readonly string UnderTest = Environment.GetEnvironmentVariable("SVA_GENERATION") is { Length: > 0 } asked
        ? asked
        : "2018";

    [Theory]
    [InlineData(1_000_000, 250)]
    [InlineData(2_000_000, 250)]
    [InlineData(3_000_000, 250)]
    [InlineData(4_000_000, 250)]
    public void Grains_and_text_agree(int first, int programs) => Agree(first, programs, UnderTest);

    /// <summary>The published text and its reference differ from that only in the group check, the second device_init, and that nobody may bind a dead mm.</summary>
    [Theory]
    [InlineData(5_000_000, 250)]
    [InlineData(6_000_000, 250)]
    public void Published_text_agrees_too(int first, int programs) => Agree(first, programs, "2018-v2");

    private static void Agree(int first, int programs, string generation)
    {
        for (var seed = (ulong)first; seed < (ulong)(first + programs); seed++)
        {
            var random = new Xoshiro(seed);
            var spec = RandomMachine.Make(ref random) with { Generation = generation };
            var program = new RandomProgram(spec, seed).Make(20 + random.Below(40));
            Strategy Schedule() => seed % 4 == 0 ? new FifoStrategy() : new RandomStrategy(seed);
            if (Comparison.Run(spec, program, Schedule()) is not null)
            {
                Assert.Fail($"seed {seed}: {Comparison.Shrink(spec, program, Schedule)}");
            }
        }
    }
}
