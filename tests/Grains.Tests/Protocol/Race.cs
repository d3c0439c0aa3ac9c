using System.Collections.Immutable;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Programs;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Programs that run concurrently on a machine, and their possible results.</summary>
internal sealed record Race(string Name)
{
    public MailExample Machine { get; init; } = new();

    public Func<int, Step>[] Setup { get; init; } = Steps.Setup();

    public required Func<int, Step>[][] Branches { get; init; }

    /// <summary>What a schedule may answer: the errors of each branch's steps. Each must come at least once in many schedules, except
    /// those with a question mark before them.</summary>
    public required string[] Outcomes { get; init; }

    /// <summary>More that must hold after the race.</summary>
    public Action<Machine, ImmutableArray<StepResult>[]>? Check { get; init; }

    /// <summary>Brings everything to its end, after which nothing may be left.</summary>
    public Func<int, Step>[] End { get; init; } = [Steps.Kill("X"), Steps.Kill("Y")];

    public override string ToString() => Name;

    /// <summary>Runs one schedule.</summary>
    /// <returns>Its outcome.</returns>
    public string RunOn(Machine machine)
    {
        machine.Run(Setup);
        var results = machine.Race(Branches);
        machine.AssertSound();
        Check?.Invoke(machine, results);
        machine.Run(End);
        machine.AssertNothingLeft();
        return string.Join(" | ", results.Select(branch => string.Join(' ', branch.Select(result => result.Error))));
    }

    /// <summary>Runs many schedules; any but the expected outcomes fails, and so does one that never comes.</summary>
    public void RunAll(int schedules, bool mustSeeAll = true, Action<Machine>? prepare = null)
    {
        var strategy = new RandomStrategy(0);
        var machine = new Machine(Machine, strategy);
        prepare?.Invoke(machine);
        string? story = null;
        var allowed = Outcomes.Select(outcome => outcome.TrimStart('?')).ToArray();
        var seen = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        for (var seed = 0ul; seed < (ulong)schedules; seed++)
        {
            strategy.Reseed(seed);
            machine.Reset();
            string outcome;
            try
            {
                outcome = RunOn(machine);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Assert.Fail($"{Name}, seed {seed}: {failure}\n{Story(machine)}");
                throw;
            }

            if (seen.TryAdd(outcome, seed) && !allowed.Contains(outcome))
            {
                story ??= Story(machine);
            }
        }

        var unexpected = seen.Where(entry => !allowed.Contains(entry.Key)).Select(entry => $"{entry.Key} (seed {entry.Value})").ToArray();
        var missing = Outcomes.Where(outcome => mustSeeAll && outcome[0] != '?' && !seen.ContainsKey(outcome)).ToArray();
        Assert.True(
            unexpected.Length == 0 && missing.Length == 0,
            $"{Name}\nnot allowed: {string.Join("; ", unexpected)}\nnever seen: {string.Join("; ", missing)}\n{story}"
        );
    }

    private static string Story(Machine machine) =>
        string.Join(
            '\n',
            machine.Events.Select(happened =>
                $"  {happened.At} {happened.Object} {happened.Kind} {happened.Subject} pasid {happened.Pasid} {happened.Error} "
                + $"{happened.Value} {happened.Note}"
            )
        );
}
