using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Exploration.Tests.Replay;

public sealed class TokenTests
{
    [Fact]
    public void A_token_is_read_as_it_was_written()
    {
        for (var seed = 0ul; seed < 1_000; seed++)
        {
            var random = new Xoshiro(seed);
            var decisions = Enumerable
                .Range(0, random.Below(60))
                .Select(_ => random.Below(3) > 0 ? 0 : random.Below(random.Below(4) == 0 ? int.MaxValue : 5))
                .ToList();
            var token = new ReplayToken(random.Next(), "random-" + seed, decisions)
            {
                Conditions = seed % 3 == 0 ? ["faults-1-crash", "without-x"] : [],
            };
            Assert.True(ReplayToken.TryParse(token.ToString(), out var read, out _));
            Assert.Equal(token.Subject, read.Subject);
            Assert.Equal(token.Strategy, read.Strategy);
            Assert.Equal(token.Conditions, read.Conditions);

            // Zeros at the end go without saying.
            Assert.Equal(string.Join(',', decisions).TrimEnd('0', ','), string.Join(',', read.Decisions).TrimEnd('0', ','));
            Assert.Equal(token, read);
        }
    }

    [Theory]
    [InlineData("", "it is no replay token")]
    [InlineData("sva1.0123456789abcdef", "it is no replay token")]
    [InlineData("sva1.0123456789abcdef.random", "it ends behind its strategy; expected a dot there")]
    [InlineData("sva2.0123456789abcdef.random-1.", "its format is sva2; expected sva1")]
    [InlineData("sva1.0123.random-1.", "expected 16 hexadecimal digits")]
    [InlineData("sva1.0123456789abcdeg.random-1.", "expected 16 hexadecimal digits")]
    [InlineData("sva1.0123456789abcdef..", "its strategy has no name")]
    [InlineData("sva1.0123456789abcdef.random 1.", "its strategy has no name")]
    [InlineData("sva1.0123456789abcdef.random-1.!", "its choices are damaged")]
    [InlineData("sva1.0123456789abcdef.random-1.AA", "its choices are damaged")] // a run of zeros without a length
    [InlineData("sva1.0123456789abcdef.random-1.AP____8P", "its choices are damaged")] // a run of more zeros than there may be choices
    [InlineData("sva1.0123456789abcdef.random-1._____w", "its choices are damaged")] // a number that does not end
    [InlineData("sva1.0123456789abcdef.random-1.BAAD.", "its conditions are damaged")]
    [InlineData("sva1.0123456789abcdef.random-1.BAAD.a__b", "its conditions are damaged")]
    [InlineData("sva1.0123456789abcdef.random-1.BAAD.a b", "its conditions are damaged")]
    public void What_is_no_token_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(ReplayToken.TryParse(text, out _, out var fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }
}
