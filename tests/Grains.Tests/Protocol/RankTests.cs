using System.Globalization;
using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Hosts;
using SvaOrleans.Grains.Processes;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;
using Xunit.Abstractions;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>The rule that removes deadlocks from the core, read off recorded calls: from inside a plain request only strictly higher ranks
/// are awaited, or leaves, which await nothing.</summary>
public sealed class RankTests(ITestOutputHelper output)
{
    private const int SchedulesPerRace = 40;

    [Fact]
    public void No_plain_request_awaits_upwards_or_sideways()
    {
        var calls = new SortedSet<Call>();
        foreach (var race in Races.All)
        {
            race.RunAll(
                SchedulesPerRace,
                mustSeeAll: false,
                machine =>
                    machine.Cluster.World.BeforeStep = step =>
                    {
                        if (step is GrainRequest { Kind: StepKind.Request, CallerRequest: { } caller } call)
                        {
                            calls.Add(Recorded(caller, call));
                        }
                    }
            );
        }

        // A grain that is called from inside a plain request and is no leaf has a higher rank than its caller; the longest path is its
        // rank.
        var held = calls.Where(call => call is { IsCallerPlain: true, IsTargetPlain: true }).ToList();
        var ranks = Ranks(held);
        foreach (var (kind, rank) in ranks.OrderBy(entry => entry.Value))
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rank {rank} {kind}: {Methods(calls, kind, isPlain: true)}; interleaving: {Methods(calls, kind, isPlain: false)}"
                )
            );
        }

        foreach (var call in held)
        {
            output.WriteLine($"held: {call.Caller}.{call.CallerMethod} -> {call.Target}.{call.TargetMethod}");
        }

        Assert.All(
            held,
            call =>
                Assert.True(
                    ranks[call.Caller] < ranks[call.Target],
                    $"{call.Caller}.{call.CallerMethod} holds its grain and awaits {call.Target}.{call.TargetMethod}"
                )
        );
        Assert.Equal(
            ["Mm < IoMm", "IoMm < Domain", "Domain < Iommu"],
            held.Select(call => (call.Caller, call.Target))
                .Distinct()
                .OrderBy(pair => ranks[pair.Caller])
                .Select(pair => $"{pair.Caller} < {pair.Target}")
        );

        // A leaf: an interleaving method that a plain request awaits. It must await nothing, else its waiting would be the caller's.
        var leaves = calls
            .Where(call => call is { IsCallerPlain: true, IsTargetPlain: false })
            .Select(call => (call.Target, call.TargetMethod))
            .ToHashSet();
        Assert.NotEmpty(leaves);
        Assert.DoesNotContain(calls, call => leaves.Contains((call.Caller, call.CallerMethod)));

        // And only those that the text calls leaves.
        output.WriteLine(
            "leaves: " + string.Join(", ", leaves.Select(leaf => $"{leaf.Target}.{leaf.TargetMethod}").Order(StringComparer.Ordinal))
        );
        Assert.DoesNotContain((ObjectKind.IoMm, "WhenGone"), leaves);
        Assert.DoesNotContain(
            leaves,
            leaf => leaf.Target is ObjectKind.Task or ObjectKind.Kworker or ObjectKind.Host or ObjectKind.DriverLock
        );
    }

    [Fact]
    public void Threads_hold_nothing()
    {
        // The grains that wait for drivers and workers let everything in: that is what makes them rank 0.
        Assert.All(
            new[]
            {
                typeof(KernelTask),
                typeof(FaultWorker),
                typeof(Generations.Linux2018.Device),
                typeof(Generations.Linux2018V2.Device),
                typeof(Host),
            },
            type =>
                Assert.True(type.IsDefined(typeof(Orleans.Concurrency.ReentrantAttribute), inherit: false), $"{type.Name} is not reentrant")
        );
    }

    private static Call Recorded(GrainRequest caller, GrainRequest call) =>
        new(KindOf(caller), caller.Method.Name, IsPlain(caller), KindOf(call), call.Method.Name, IsPlain(call));

    private static ObjectKind KindOf(GrainRequest request) => ObjectName.Parse(request.Target.Key).Kind;

    private static bool IsPlain(GrainRequest request) =>
        (request.Traits & CallTraits.AlwaysInterleave) == 0 && !request.Target.Class.IsReentrant;

    private static SortedDictionary<ObjectKind, int> Ranks(IReadOnlyList<Call> held)
    {
        var ranks = new SortedDictionary<ObjectKind, int>();
        foreach (var call in held)
        {
            ranks[call.Caller] = 1;
            ranks[call.Target] = 1;
        }

        for (var round = 0; round < ranks.Count; round++)
        {
            foreach (var call in held)
            {
                ranks[call.Target] = Math.Max(ranks[call.Target], ranks[call.Caller] + 1);
            }
        }

        return ranks;
    }

    private static string Methods(IEnumerable<Call> calls, ObjectKind kind, bool isPlain) =>
        string.Join(
            ", ",
            calls
                .Where(call => call.Target == kind && call.IsTargetPlain == isPlain)
                .Select(call => call.TargetMethod)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    private readonly record struct Call(
        ObjectKind Caller,
        string CallerMethod,
        bool IsCallerPlain,
        ObjectKind Target,
        string TargetMethod,
        bool IsTargetPlain
    ) : IComparable<Call>
    {
        public int CompareTo(Call other) =>
            (Caller, CallerMethod, Target, TargetMethod).CompareTo((other.Caller, other.CallerMethod, other.Target, other.TargetMethod));
    }
}
