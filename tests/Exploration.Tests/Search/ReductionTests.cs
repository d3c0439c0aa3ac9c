using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Search;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;
using Xunit.Abstractions;

namespace SvaOrleans.Exploration.Tests.Search;

public sealed class ReductionTests(ITestOutputHelper output)
{
    private const int MostSchedules = 20_000;

    /// <summary>What is left out must not be missed: the searches end in the same states, and those with reduction run each class once.</summary>
    [Theory]
    [InlineData(2, 1, false, CellQuestion.Nothing)]
    [InlineData(3, 0, false, CellQuestion.Nothing)]
    [InlineData(3, 1, false, CellQuestion.Nothing)]
    [InlineData(2, 2, false, CellQuestion.Nothing)]
    [InlineData(2, 1, true, CellQuestion.Nothing)]
    [InlineData(3, 0, true, CellQuestion.Nothing)]
    [InlineData(3, 1, true, CellQuestion.Nothing)]
    [InlineData(2, 2, true, CellQuestion.Nothing)]
    [InlineData(2, 0, true, CellQuestion.WhenIdle)]
    [InlineData(2, 0, true, CellQuestion.Running)]
    [InlineData(2, 1, true, CellQuestion.WhenIdle)]
    [InlineData(2, 1, true, CellQuestion.Running)]
    [InlineData(3, 0, true, CellQuestion.WhenIdle)]
    [InlineData(3, 0, true, CellQuestion.Running)]
    public void Reduced_searches_end_in_the_states_of_the_full_one(int clients, int depth, bool tells, CellQuestion first)
    {
        var (compared, reduced) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            if (Compare($"seed {seed}", CellCase.Make(seed, clients, depth, tells, first)) is var (full, sleeping, sources))
            {
                Assert.Equal(sleeping.Progress.Schedules, sources.Progress.Schedules);
                compared++;
                reduced += sources.Progress.Schedules < full.Progress.Schedules ? 1 : 0;
            }
        }

        Assert.True(compared > 5 && reduced > compared / 2, $"{compared} compared, {reduced} reduced");
    }

    /// <summary>The same with faults among the choices: what is left out is no other fault and no other moment of one.</summary>
    [Theory]
    [InlineData(FaultKinds.Delay, 1)]
    [InlineData(FaultKinds.Stall, 1)]
    [InlineData(FaultKinds.TimeOut, 1)]
    [InlineData(FaultKinds.Deactivation, 1)]
    [InlineData(FaultKinds.Crash, 1)]
    [InlineData(FaultKinds.All, 1)]
    [InlineData(FaultKinds.Delay | FaultKinds.TimeOut, 2)]
    [InlineData(FaultKinds.Deactivation | FaultKinds.Crash, 2)]
    public void Reduced_searches_with_faults_end_in_the_states_of_the_full_one(FaultKinds kinds, int most)
    {
        var (compared, reduced, more) = (0, 0, 0);
        var faults = new FaultOptions
        {
            Kinds = kinds,
            Most = most,
            MayStall = static _ => true,
        };
        for (var seed = 0; seed < 40 && compared < 12; seed++)
        {
            if (Compare($"seed {seed}", CellCase.Make(seed, 2, seed % 2, tells: true, faults: faults)) is var (full, _, sources))
            {
                compared++;
                reduced += sources.Progress.Schedules < full.Progress.Schedules ? 1 : 0;
                more +=
                    full.FinalStates.Count
                    > Explore(CellCase.Make(seed, 2, seed % 2, tells: true), Reduction.SourceSets, 1).FinalStates.Count
                        ? 1
                        : 0;
            }
        }

        Assert.True(compared > 5 && reduced > compared / 2, $"{compared} compared, {reduced} reduced");

        // A cell has no timers: what comes late to it could have come late in any case.
        Assert.Equal((kinds & (FaultKinds.TimeOut | FaultKinds.Deactivation | FaultKinds.Crash)) != 0, more > 0);
    }

    /// <summary>What a request keeps in its variables is touched by all that goes on with it, also where the grain's state is not, and where nobody can tell
    /// which request it is; and who is let first goes on first.</summary>
    [Theory]
    [InlineData("goes on")]
    [InlineData("goes nowhere")]
    [InlineData("both wait")]
    public void Two_hands_of_one_request_do_not_change_places(string how)
    {
        var compared = Compare(
            $"two hands, {how}",
            strategy =>
            {
                var cluster = new SimulatedClusterBuilder()
                    .AddGrains(typeof(TwoHandedGrain).Assembly, static type => type.Namespace == typeof(TwoHandedGrain).Namespace)
                    .UseStrategy(strategy)
                    .DeclareAccess(static _ => true)
                    .Build();
                var grain = cluster.GrainFactory.GetGrain<ITwoHanded>(GrainId.Create("two-handed", "t"));
                return new(
                    cluster.World,
                    () =>
                        how == "both wait"
                            ? Task.WhenAll(grain.WaitTwice(), grain.Open(), grain.OpenOther())
                            : Task.WhenAll(grain.Work(how == "goes on"), grain.Open())
                )
                {
                    Watch = Watching<TwoHandedGrain>(cluster.World, static hands => hands.Value),
                    FinalState = () => (ulong)cluster.Grains().Select(static grain => grain.Grain).OfType<TwoHandedGrain>().Single().Value,
                };
            }
        );
        Assert.Equal([12UL, 21UL], compared!.Value.Full.FinalStates.Order());
    }

    /// <summary>A grain that goes touches all who come to it, though neither it nor they change anything of its state.</summary>
    [Fact]
    public void Who_goes_and_who_comes_do_not_change_places()
    {
        var compared = Compare(
            "mortal",
            static strategy =>
            {
                var cluster = new SimulatedClusterBuilder()
                    .AddGrains(typeof(MortalGrain).Assembly, static type => type.Namespace == typeof(MortalGrain).Namespace)
                    .UseStrategy(strategy)
                    .DeclareAccess(static _ => true)
                    .Build();
                var grain = cluster.GrainFactory.GetGrain<IMortal>(GrainId.Create("mortal", "m"));
                var heard = 0;
                return new(
                    cluster.World,
                    async () =>
                    {
                        await grain.Count();
                        await Task.WhenAll(Listen(), grain.Go());
                    }
                )
                {
                    Watch = Watching<MortalGrain>(cluster.World, static mortal => mortal.Value),
                    FinalState = () => (ulong)heard,
                };

                async Task Listen() => heard = await grain.Look();
            }
        );
        Assert.Equal([0UL, 1UL], compared!.Value.Full.FinalStates.Order());
    }

    private static Action<Activation> Watching<TGrain>(World world, Func<TGrain, int> valueOf)
        where TGrain : class
    {
        var last = new System.Runtime.CompilerServices.ConditionalWeakTable<TGrain, object>();
        return at =>
        {
            if (world.StepTurns > 0 && at.Instance is TGrain grain)
            {
                var now = valueOf(grain);
                var before = last.TryGetValue(grain, out var known) ? (int)known : 0;
                world.Touch(now == before ? Access.Reads : Access.Reads | Access.Writes);
                last.AddOrUpdate(grain, now);
            }
        };
    }

    // Null where the full search is too large to compare with.
    private (ExplorationReport Full, ExplorationReport Sleeping, ExplorationReport Sources)? Compare(
        string what,
        Func<Strategy, Experiment> make
    )
    {
        var full = Explore(make, Reduction.None, 1);
        if (!full.IsExhausted)
        {
            return null;
        }

        var sleeping = Explore(make, Reduction.SleepSets, 1);
        var sources = Explore(make, Reduction.SourceSets, 1);
        var shared = Explore(make, Reduction.SourceSets, 3);
        Assert.True(sleeping.IsExhausted && sources.IsExhausted && shared.IsExhausted, $"{what} was not exhausted");
        Assert.True(
            full.FinalStates.SetEquals(sleeping.FinalStates),
            $"{what}: sleep sets end in {sleeping.FinalStates.Count} states, not {full.FinalStates.Count}"
        );
        Assert.True(
            full.FinalStates.SetEquals(sources.FinalStates),
            $"{what}: source sets end in {sources.FinalStates.Count} states, not {full.FinalStates.Count}"
        );
        Assert.True(
            full.FinalStates.SetEquals(shared.FinalStates),
            $"{what}: three workers end in {shared.FinalStates.Count} states, not {full.FinalStates.Count}"
        );
        output.WriteLine(
            $"{what}: full {full.Progress.Schedules}, sleep sets {sleeping.Progress.Schedules} + {sleeping.Progress.Cut} cut, source sets {sources.Progress.Schedules} + {sources.Progress.Cut} cut, shared {shared.Progress.Schedules} + {shared.Progress.Cut}, states {full.FinalStates.Count}"
        );
        return (full, sleeping, sources);
    }

    private static ExplorationReport Explore(Func<Strategy, Experiment> make, Reduction reduction, int workers)
    {
        var report = Explorer.Explore(
            make,
            new()
            {
                Strategy = new Exhaustive(reduction),
                Workers = workers,
                Budget = new() { Schedules = MostSchedules },
            }
        );
        Assert.Null(report.Failure);
        return report;
    }
}
