using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Admission;

/// <summary>The seven cases under both profiles: who runs once everything was delivered in order.</summary>
public class AdmissionTests
{
    private const AdmissionProfile Orleans10 = AdmissionProfile.Orleans10;
    private const AdmissionProfile Pairwise = AdmissionProfile.Pairwise;

    // Grain type; requests delivered in order, '!x' opens gate x; who runs at the end under orleans-10 and under pairwise; the row that answered for the last one.
    public static TheoryData<string, string, string, string, int, int> Cases { get; } =
        new()
        {
            { "plain-gate", "Plain:a", "a", "a", 1, 1 },
            { "plain-gate", "Plain:a Always:b", "ab", "ab", 2, 2 },
            { "plain-gate", "Always:a Plain:b", "ab", "ab", 3, 3 },
            { "plain-gate", "Always:a Read:b", "ab", "ab", 3, 3 },
            { "plain-gate", "Read:a Read:b", "ab", "ab", 4, 4 },
            { "plain-gate", "Plain:a Plain:b", "a", "a", 7, 7 },
            { "plain-gate", "Plain:a Read:b", "a", "a", 7, 7 },
            { "plain-gate", "Read:a Plain:b", "a", "a", 7, 7 },
            { "plain-gate", "Always:a Plain:b Plain:c", "ab", "ab", 7, 7 },
            { "reentrant-gate", "Plain:a Plain:b", "ab", "ab", 6, 6 },
            { "reentrant-gate", "Read:a Plain:b", "ab", "ab", 6, 6 },
            { "choosy-gate", "Plain:a Plain:ok", "aok", "aok", 6, 6 },
            { "choosy-gate", "Plain:ok Plain:a", "aok", "aok", 6, 6 },
            { "choosy-gate", "Plain:a Plain:b", "a", "a", 7, 7 },
            // A later request that is admissible overtakes an earlier one that is not.
            { "plain-gate", "Read:a Plain:b Read:c", "ac", "ac", 4, 4 },
            // The remembered-one-blocking-request defect (dotnet/orleans issue 10807) and its relatives: a survivor is forgotten.
            { "plain-gate", "Read:a Read:b !a Plain:c", "bc", "b", 3, 7 },
            { "choosy-gate", "Plain:ok1 Plain:b !ok1 Plain:c", "bc", "b", 3, 7 },
            // Only the first of the running ones is compared: the pair (b, c) is not.
            { "choosy-gate", "Plain:ok1 Plain:b Plain:c", "bcok1", "bok1", 6, 7 },
            { "plain-gate", "Read:a Read:b !b Plain:c", "a", "a", 7, 7 },
            { "plain-gate", "Read:a Read:b !a !b Plain:c", "c", "c", 1, 1 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Who_may_start_under_orleans_10(string type, string requests, string orleans10, string pairwise, int row, int pairwiseRow)
    {
        _ = (pairwise, pairwiseRow);
        Check(type, requests, orleans10, row, Orleans10);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Who_may_start_under_pairwise(string type, string requests, string orleans10, string pairwise, int row, int pairwiseRow)
    {
        _ = (orleans10, row);
        Check(type, requests, pairwise, pairwiseRow, Pairwise);
    }

    [Theory]
    [InlineData(Orleans10)]
    [InlineData(Pairwise)]
    public void Row_5_a_call_chain_may_re_enter_if_the_grain_allows_it(AdmissionProfile profile)
    {
        var cluster = Clusters.Fifo(profile);
        var a = cluster.GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", "a"));
        cluster.Run(() => a.CallBack("b", allow: true));
        var deadlock = Assert.Throws<DeadlockException>(() => cluster.Run(() => a.CallBack("b", allow: false)));
        Assert.NotEmpty(deadlock.Report.Cycle);
    }

    [Fact]
    public void The_table_has_the_seven_rows_and_only_the_last_one_refuses()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], AdmissionRule.Rows.Select(r => r.Number));
        Assert.Equal([true, true, true, true, true, true, false], AdmissionRule.Rows.Select(r => r.Admits));
    }

    [Fact]
    public void A_predicate_that_throws_rejects_the_request()
    {
        var cluster = Clusters.Fifo();
        var gate = cluster.GrainFactory.GetGrain<IGateGrain>(GrainId.Create("broken-gate", "g"));
        var first = gate.Plain("a");
        var second = gate.Plain("b");
        cluster.RunToQuiescence();
        Assert.False(first.IsCompleted);
        var e = Assert.Throws<InvalidOperationException>(() => cluster.Run(() => second));
        Assert.Contains("predicate broke on Plain", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Orleans10, true)]
    [InlineData(Pairwise, false)]
    public void A_writer_beside_a_reader_is_found_by_seeds_under_orleans_10_and_never_under_pairwise(
        AdmissionProfile profile,
        bool expected
    )
    {
        RandomStrategy strategy = new(0);
        var cluster = Clusters.Builder().UseProfile(profile).UseStrategy(strategy).Build();
        var overlaps = 0;
        for (ulong seed = 0; seed < 2000; seed++)
        {
            strategy.Reseed(seed);
            cluster.Reset();
            var seen = false;
            cluster.World.AfterStep = activation => seen |= Running(activation) is "bc" or "ac";
            var gate = cluster.GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", "g"));
            _ = (gate.Read("a"), gate.Read("b"), gate.Plain("c"), gate.Open("a").AsTask());
            cluster.RunToQuiescence();
            overlaps += seen ? 1 : 0;
        }

        Assert.Equal(expected, overlaps > 0);
    }

    [Fact]
    public void An_override_replaces_an_attribute_for_one_class()
    {
        var cluster = Clusters
            .Builder()
            .OverrideReentrancy("reentrant-gate", isReentrant: false)
            .OverrideMethod("plain-gate", nameof(IGateGrain.Always), CallTraits.None)
            .Build();
        Assert.Equal("a", Deliver(cluster, "reentrant-gate", "Plain:a Plain:b").Running);
        Assert.Equal("a", Deliver(cluster, "plain-gate", "Plain:a Always:b").Running);
    }

    private static void Check(string type, string requests, string expected, int row, AdmissionProfile profile)
    {
        (var running, var answered) = Deliver(Clusters.Fifo(profile), type, requests);
        Assert.Equal(expected, running);
        Assert.Equal(row, answered);
    }

    private static (string Running, int Row) Deliver(SimulatedCluster cluster, string type, string requests)
    {
        var gate = cluster.GrainFactory.GetGrain<IGateGrain>(GrainId.Create(type, "g"));
        var row = 0;
        foreach (var request in requests.Split(' '))
        {
            if (request[0] == '!')
            {
                _ = gate.Open(request[1..]).AsTask();
                cluster.RunToQuiescence();
                continue;
            }

            var parts = request.Split(':');
            _ = parts[0] switch
            {
                "Plain" => gate.Plain(parts[1]),
                "Read" => gate.Read(parts[1]),
                _ => gate.Always(parts[1]),
            };
            var sent = (GrainRequest)cluster.World.Ready[0];
            row = cluster.World.Activations.FirstOrDefault(a => a.Slot == sent.Target) is { } activation
                ? AdmissionRule.Decide(activation, sent, out _).Number
                : 1;
            cluster.RunToQuiescence();
        }

        return (Running(cluster.World.Activations.Single(a => a.Slot.Class.Name == type)), row);
    }

    private static string Running(Activation activation) =>
        string.Concat(
            Enumerable
                .Range(0, activation.RunningCount)
                .Select(activation.Running)
                .Select(r =>
                    r.ArgumentCount > 0 ? $"{(r.GetArgument(0) is string { Length: <= 3 } gate ? gate : r.Method.Name)}" : r.Method.Name
                )
                .Order(StringComparer.Ordinal)
        );
}
