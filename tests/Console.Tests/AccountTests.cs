using System.Diagnostics;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Server.Client;
using SvaOrleans.Silo;

namespace SvaOrleans.Console.Tests;

/// <summary>The outcome of every operation, when a run is cut off.</summary>
public sealed class AccountTests
{
    private const string Races = "race-bind-and-kill.yaml";
    private const string Workload = "intel-numa4-python-fork.yaml";

    // A workload is sent part by part, and each part is like the one before.
    public static TheoryData<string, int, int> Faults() =>
        new()
        {
            { Races, 0, 100 },
            { Races, 1, 100 },
            { Races, 2, 100 },
            { Workload, 0, 10 },
            { Workload, 1, 10 },
            { Workload, 2, 10 },
        };

    // Wherever it is cut off: interrupted, by a crash of its host, by a cluster that is gone.
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_operation_stands_in_one_column_wherever_a_run_is_cut_off(string scenario, int fault, int callsMax)
    {
        var document = ScenarioLoader.Read(Sva.Shipped(scenario))[0];
        var wanted = ScenarioRunner.Wanted(document.Plan);
        for (var calls = 0; calls < callsMax; calls++)
        {
            await using var simulation = new CutOff(
                await Simulations.Create(new SimulationOptions { Engine = EngineKind.Simulated }),
                calls,
                Fault(fault)
            );
            var outcome = await ScenarioRunner.Run(document, simulation, null, new Unwatched(), Stopwatch.StartNew());
            Assert.True(wanted == outcome.Account.Sum, $"{outcome.Account} of {wanted}, cut off after {calls} calls");
            Assert.True(simulation.IsCut || outcome.Account is { Unknown: 0, NotSent: 0 }, $"{outcome.Account}, not cut off");
        }
    }

    // The cluster took none of it: that is known, and another verdict than not to know.
    [Theory]
    [InlineData(0, 1, "NotRun", "a host could not be booted, so nothing was run: its host crashed")]
    [InlineData(0, 2, "NotRun", "no cluster answers")]
    [InlineData(2, 2, "NotRun", "no cluster answers")]
    [InlineData(2, 1, "Unknown", "the outcome of what ran is not known: its host crashed")]
    [InlineData(4, 2, "Unknown", "no cluster answers")]
    public async Task What_was_never_taken_is_not_run(int calls, int fault, string verdict, string told)
    {
        var document = ScenarioLoader.Read(Sva.Shipped(Races))[0];
        await using var simulation = new CutOff(
            await Simulations.Create(new SimulationOptions { Engine = EngineKind.Simulated }),
            calls,
            Fault(fault)
        );
        var outcome = await ScenarioRunner.Run(document, simulation, null, new Unwatched(), Stopwatch.StartNew());
        Assert.Equal(verdict, outcome.Verdict.ToString());
        Assert.Contains(told, Assert.Single(outcome.Failures).Message, StringComparison.Ordinal);
        Assert.Equal(verdict == "NotRun", outcome.Account is { Done: 0, Refused: 0, Unknown: 0, NotSent: > 0 });
    }

    private static Func<Exception> Fault(int number) =>
        number switch
        {
            0 => static () => new OperationCanceledException(),
            1 => static () => new OutcomeUnknownException("its host crashed"),
            _ => static () => new ClusterUnreachableException("no cluster answers"),
        };

    /// <summary>A simulation that answers so many calls, and none after them.</summary>
    private sealed class CutOff(ISimulation simulation, int calls, Func<Exception> fault) : ISimulation
    {
        private int _left = calls;

        public bool IsCut => _left < 0;

        public string Engine => simulation.Engine;

        public Task<BootResult> Boot(HostSpec spec) => Pass(() => simulation.Boot(spec));

        public Task<RunResult> Run(ObjectName task, RunRequest request) => Pass(() => simulation.Run(task, request));

        public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) => Pass(() => simulation.Replay(task, request));

        public Task<IReadOnlyList<SvaEvent>> TakeEvents() => Pass(simulation.TakeEvents);

        public Task<WorldView> View() => Pass(simulation.View);

        public ValueTask DisposeAsync() => simulation.DisposeAsync();

        private Task<TResult> Pass<TResult>(Func<Task<TResult>> call) => --_left < 0 ? Task.FromException<TResult>(fault()) : call();
    }
}
