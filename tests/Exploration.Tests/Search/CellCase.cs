using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Search;

/// <summary>A small program over cells, drawn from a seed: a few clients' calls at once, each of which may call on.</summary>
internal static class CellCase
{
    private static readonly string[] Cells = ["a", "b", "c"];

    public static Func<Strategy, Experiment> Make(int seed, int clients, int depth, bool tells, FaultOptions? faults = null)
    {
        var calls = new List<(string Type, string Key, CellProgram Program)>();
        var random = new Xoshiro((ulong)seed);
        for (var client = 0; client < clients; client++)
        {
            calls.Add((random.Below(3) == 0 ? "locked-cell" : "cell", Cells[random.Below(Cells.Length)], Draw(ref random, depth)));
        }

        return strategy =>
        {
            var cluster = new SimulatedClusterBuilder().AddGrains(typeof(CellGrain).Assembly, static type => type.Namespace == typeof(CellGrain).Namespace).UseStrategy(strategy).DeclareAccess(_ => tells).Build();
            var last = new Dictionary<Activation, int>();
            return new(cluster.World, () => Task.WhenAll(calls.Select(call => Ask(cluster.GrainFactory.GetGrain<ICell>(GrainId.Create(call.Type, call.Key)), call.Program))))
            {
                Faults = faults,
                Prepare = last.Clear,
                Watch = at =>
                {
                    if (at.Instance is IHasValue cell)
                    {
                        cluster.World.Touch(last.TryGetValue(at, out var before) && before == cell.Value ? Access.Reads : Access.Reads | Access.Writes);
                        last[at] = cell.Value;
                    }
                },
                FinalState = () => cluster.Grains()
                    .OrderBy(static grain => grain.Id.ToString(), StringComparer.Ordinal)
                    .Aggregate(StableHash.Start, static (hash, grain) => StableHash.Mix(
                        StableHash.Mix(hash, StableHash.Of(grain.Id.ToString())),
                        unchecked((ulong)(((IHasValue)grain.Grain).Value)))),
            };
        };
    }

    // An answer that faults took away is unknown; without faults there is none.
    private static async Task Ask(ICell cell, CellProgram program)
    {
        try
        {
            await cell.Run(program);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
        }
    }

    private static CellProgram Draw(ref Xoshiro random, int depth)
    {
        var steps = new List<CellStep>();
        for (var count = 1 + random.Below(2); count > 0; count--)
        {
            var calls = depth > 0 && random.Below(2) == 0;
            steps.Add(new(random.Below(2) == 0 ? 0 : 2 + random.Below(5), calls ? Cells[random.Below(Cells.Length)] : null, calls ? Draw(ref random, depth - 1) : null, random.Below(2) == 0));
        }

        return new([.. steps]);
    }
}
