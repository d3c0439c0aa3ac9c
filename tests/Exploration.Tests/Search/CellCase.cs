using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Search;

/// <summary>A small program over cells, drawn from a seed: a few clients' calls at once, each of which may call on.</summary>
internal static class CellCase
{
    private static readonly string[] Cells = ["a", "b", "c"];

    /// <summary>Draws one.</summary>
    /// <param name="seed">What it is drawn from.</param>
    /// <param name="clients">How many calls come at once.</param>
    /// <param name="depth">How far each may call on.</param>
    /// <param name="tells">Whether it is told what steps touch.</param>
    /// <param name="first">What all but the first client ask the first one's cell before they begin; what they hear becomes a part of their program.</param>
    /// <param name="faults">What may go wrong.</param>
    public static Func<Strategy, Experiment> Make(
        int seed,
        int clients,
        int depth,
        bool tells,
        CellQuestion first = CellQuestion.Nothing,
        FaultOptions? faults = null
    )
    {
        var calls = new List<(GrainId Cell, CellProgram Program)>();
        var random = new Xoshiro((ulong)seed);
        for (var client = 0; client < clients; client++)
        {
            calls.Add(
                (GrainId.Create(random.Below(3) == 0 ? "locked-cell" : "cell", Cells[random.Below(Cells.Length)]), Draw(ref random, depth))
            );
        }

        return strategy =>
        {
            var cluster = new SimulatedClusterBuilder()
                .AddGrains(typeof(CellGrain).Assembly, static type => type.Namespace == typeof(CellGrain).Namespace)
                .UseStrategy(strategy)
                .DeclareAccess(_ => tells)
                .Build();
            var last = new Dictionary<Activation, (int Value, int Running)>();
            return new(
                cluster.World,
                () =>
                    Task.WhenAll(
                        calls.Select(
                            (call, client) =>
                                Ask(
                                    cluster.GrainFactory.GetGrain<ICell>(call.Cell),
                                    call.Program,
                                    client == 0 ? CellQuestion.Nothing : first,
                                    cluster.GrainFactory.GetGrain<ICell>(calls[0].Cell)
                                )
                        )
                    )
            )
            {
                Faults = faults,
                Prepare = last.Clear,
                Watch = at =>
                {
                    if (cluster.World.StepTurns > 0 && at.Instance is IHasValue cell)
                    {
                        var now = (cell.Value, cell.Idleness.Running);
                        var isKnown = last.TryGetValue(at, out var before);
                        cluster.World.Touch(cell.Idleness.HasGlanced && cluster.World.StepTurns == 1 ? Access.Glances : Access.Reads);
                        cluster.World.Touch(
                            isKnown && before == now ? Access.None
                            : isKnown && before.Running == now.Running ? Access.Writes
                            : Access.Writes | Access.Shows
                        );
                        cell.Idleness.HasGlanced = false;
                        last[at] = now;
                    }
                },
                FinalState = () =>
                    cluster
                        .Grains()
                        .OrderBy(static grain => grain.Id.ToString(), StringComparer.Ordinal)
                        .Aggregate(
                            RunHash.Start,
                            static (hash, grain) =>
                                RunHash.Mix(
                                    RunHash.Mix(hash, RunHash.Of(grain.Id.ToString())),
                                    unchecked((ulong)(((IHasValue)grain.Grain).Value))
                                )
                        ),
            };
        };
    }

    // An answer that faults took away is unknown; without faults there is none.
    private static async Task Ask(ICell cell, CellProgram program, CellQuestion question, ICell asked)
    {
        try
        {
            var heard = question switch
            {
                CellQuestion.WhenIdle => await asked.WhenIdle(),
                CellQuestion.Running => await asked.Running(),
                _ => 0,
            };
            await cell.Run(heard == 0 ? program : new([new(2 + (heard & 3), null, null, false), .. program.Steps]));
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException) { }
    }

    private static CellProgram Draw(ref Xoshiro random, int depth)
    {
        var steps = new List<CellStep>();
        for (var count = 1 + random.Below(2); count > 0; count--)
        {
            var calls = depth > 0 && random.Below(2) == 0;
            steps.Add(
                new(
                    random.Below(2) == 0 ? 0 : 2 + random.Below(5),
                    calls ? Cells[random.Below(Cells.Length)] : null,
                    calls ? Draw(ref random, depth - 1) : null,
                    random.Below(2) == 0
                )
            );
        }

        return new([.. steps]);
    }
}

/// <summary>What a client asks a cell.</summary>
public enum CellQuestion
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>To answer once nothing runs there: a wait.</summary>
    WhenIdle,

    /// <summary>How much runs there: a glance.</summary>
    Running,
}
