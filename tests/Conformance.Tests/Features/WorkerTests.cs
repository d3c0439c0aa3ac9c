using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class WorkerTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_pair_of_workers_runs_two_requests_at_once() => AtOnce<PairedWorkerGrain>(calls: 5, atOnce: 2);

    [Fact]
    public Task A_single_worker_runs_one_at_a_time() => AtOnce<SingleWorkerGrain>(calls: 3, atOnce: 1);

    [Fact]
    public Task A_worker_that_is_free_is_used_again() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var worker = Worker<FreeWorkerGrain>(stage, "again");
                var first = await worker.Quick();
                var second = await worker.Quick();
                Assert.Equal(first.Split(' ')[2], second.Split(' ')[2]);
                Assert.EndsWith(" 1", first, StringComparison.Ordinal);
                Assert.EndsWith(" 2", second, StringComparison.Ordinal);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Workers_with_another_key_are_others() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var one = await Worker<SingleWorkerGrain>(stage, "one").Quick();
                var other = await Worker<SingleWorkerGrain>(stage, "other").Quick();
                Assert.NotEqual(one.Split(' ')[2], other.Split(' ')[2]);
                Assert.StartsWith($"{stage.Run} one ", one, StringComparison.Ordinal);
            },
            FeatureTests.Effort
        );

    private static IWorkerGrain Worker<TGrain>(Stage stage, string key) =>
        stage.Factory.GetGrain<IWorkerGrain>($"{stage.Run} {key}", typeof(TGrain).FullName);

    private Task AtOnce<TGrain>(int calls, int atOnce) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var worker = Worker<TGrain>(stage, "at-once");
                var gate = stage.Factory.GetGrain<IGateGrain>($"{stage.Run} {typeof(TGrain).Name}");
                Task<string>[] all = [.. Enumerable.Range(0, calls).Select(_ => worker.Work(gate))];
                await stage.Until(async () => await gate.Waiting() == atOnce, "as many run as may");
                await Task.Delay(TimeSpan.FromMilliseconds(20), stage.Clock);
                Assert.Equal(atOnce, await gate.Waiting());
                await gate.Open();
                var results = await Task.WhenAll(all);
                Assert.DoesNotContain("two at once", results);
                Assert.Equal(atOnce, results.Select(static result => result.Split(' ')[2]).Distinct().Count());
            },
            FeatureTests.Effort
        );
}
