using SvaOrleans.Conformance.Tests.Clusters;
using Xunit.Abstractions;

namespace SvaOrleans.Conformance.Tests.Outcomes;

// Runs each program once, for the first test that needs it.
public sealed class OutcomeRuns : IAsyncLifetime
{
    private readonly PlainCluster _cluster = new();
    private readonly Dictionary<string, Task<IReadOnlyList<OutcomeSet>>> _runs = [];

    public Task<IReadOnlyList<OutcomeSet>> Of(RacyProgram program)
    {
        if (!_runs.TryGetValue(program.Name, out var run))
        {
            _runs[program.Name] = run = _cluster.Cluster.Collect(program.Code, Effort.Racy);
        }

        return run;
    }

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();
}

public sealed class OutcomeTests(OutcomeRuns runs, ITestOutputHelper output) : IClassFixture<OutcomeRuns>
{
    public static TheoryData<string> Programs { get; } = [.. RacyPrograms.All.Select(p => p.Name)];

    // On the simulated engine: the book says exactly what it does. On Orleans: nothing was seen that some profile does not have.
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task What_is_seen_is_what_the_simulated_engine_can_do(string name)
    {
        var seen = await runs.Of(RacyPrograms.All.Single(p => p.Name == name));
        if (EngineUnderTest.IsSimulated)
        {
            if (!OutcomeBook.IsWriting)
            {
                Assert.Equal(OutcomeBook.Read().Of(name).Select(Text), seen.Select(Text));
            }

            return;
        }

        var known = OutcomeBook.Read().Of(name);
        output.WriteLine(Text(seen[0]));
        Assert.True(
            known.Any(profile => Explains(profile, seen[0])),
            $"Orleans did {Text(seen[0])}; known are {string.Join("; ", known.Select(Text))}"
        );
    }

    // Not one profile for one program and another for the next. Says which.
    [Fact]
    public async Task One_profile_explains_everything()
    {
        var book = OutcomeBook.IsWriting ? new() : OutcomeBook.Read();
        List<string> profiles = ["orleans-10", "pairwise"];
        foreach (var program in RacyPrograms.All)
        {
            var seen = await runs.Of(program);
            if (OutcomeBook.IsWriting && EngineUnderTest.IsSimulated)
            {
                book.Put(program.Name, seen);
            }
            else if (!EngineUnderTest.IsSimulated)
            {
                profiles.RemoveAll(profile => !Explains(book.Of(program.Name).Single(o => o.Profile == profile), seen[0]));
            }
        }

        if (OutcomeBook.IsWriting && EngineUnderTest.IsSimulated)
        {
            book.Write();
        }

        output.WriteLine($"Orleans here behaves as profile {string.Join(" and ", profiles)}.");
        Assert.NotEmpty(profiles);
    }

    // The difference of the two profiles: however many requests run, only one is remembered as blocking.
    [Theory]
    [InlineData("a writer after one of two readers has left", "r1+ r2+ r1- w+", "r1+ r2+ r1-")]
    [InlineData("a request after the one that let others in has left", "free+ a+ free- b+", "free+ a+ free-")]
    [InlineData("a request after the outer call of a chain has left", "s+ s'+ s- b+", "s+ s'+ s-")]
    public async Task The_profiles_differ_in_who_counts_as_running(string name, string orleans10, string pairwise)
    {
        var seen = await runs.Of(RacyPrograms.All.Single(p => p.Name == name));
        if (EngineUnderTest.IsSimulated)
        {
            Assert.Equal([$"orleans-10 {{{orleans10}}}", $"pairwise {{{pairwise}}}"], seen.Select(Text));
        }
        else
        {
            var only = Assert.Single(seen[0].Results);
            Assert.Contains(only, new[] { orleans10, pairwise });
            output.WriteLine(
                only == orleans10
                    ? "The defect of issue 10807 is there (profile orleans-10)."
                    : "The defect of issue 10807 is not there (profile pairwise)."
            );
        }
    }

    private static bool Explains(OutcomeSet profile, OutcomeSet seen) => seen.Results.All(profile.Results.Contains);

    private static string Text(OutcomeSet outcomes) => $"{outcomes.Profile} {{{string.Join(" | ", outcomes.Results)}}}";
}
