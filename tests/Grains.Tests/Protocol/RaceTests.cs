namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Every race under many schedules: only the outcomes that the contract allows, each of them at least once, every invariant at the
/// end, and nothing left when the processes are gone.</summary>
public sealed class RaceTests
{
    private const int Schedules = 1_000;

    public static TheoryData<string> Names => [.. Races.All.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Race(string name) => Races.All.Single(race => race.Name == name).RunAll(Schedules);
}
