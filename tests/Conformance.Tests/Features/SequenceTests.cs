using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class SequenceTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_sequence_comes_whole_and_in_order() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Counting(stage, "whole");
                foreach (var most in new[] { 0, 1, 7, 250 })
                {
                    List<int> numbers = [];
                    await foreach (var number in grain.Count(most))
                    {
                        numbers.Add(number);
                    }

                    Assert.Equal(Enumerable.Range(1, most), numbers);
                }

                Assert.Equal("counted, counted, counted, counted", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_batch_size_changes_nothing() =>
        fixture.Cluster.Run(
            async stage =>
            {
                List<int> numbers = [];
                await foreach (var number in Counting(stage, "batch").Count(7).WithBatchSize(2))
                {
                    numbers.Add(number);
                }

                Assert.Equal([1, 2, 3, 4, 5, 6, 7], numbers);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_reads_the_sequence_of_another() =>
        fixture.Cluster.Run(
            async stage => Assert.Equal(10, await Counting(stage, "reader").Sum(Counting(stage, "read"), 4)),
            FeatureTests.Effort
        );

    [Fact]
    public Task What_the_sequence_throws_reaches_the_reader_after_what_came_before() =>
        fixture.Cluster.Run(
            async stage =>
            {
                List<int> numbers = [];
                var e = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
                {
                    await foreach (var number in Counting(stage, "failing").Failing(3))
                    {
                        numbers.Add(number);
                    }
                });
                Assert.Equal("no more numbers", e.Message);
                Assert.Equal([1, 2, 3], numbers);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Who_leaves_early_cancels_the_token_and_then_the_sequence_ends() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Counting(stage, "left");
                await foreach (var numbers in grain.Endless())
                {
                    numbers.Add(-1); // a copy: the grain's own list has no such number
                    Assert.Equal(1, numbers.Count(static number => number < 0));
                    if (numbers.Count > 3)
                    {
                        break;
                    }
                }

                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()).Length > 0, "the sequence has ended");
                Assert.Equal("left, cancelled True", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_token_ends_the_reading() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Counting(stage, "cancelled");
                using CancellationTokenSource source = new();
                var read = 0;
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    await foreach (var numbers in grain.Endless(source.Token))
                    {
                        if (++read == 2)
                        {
                            source.Cancel();
                        }
                    }
                });
                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()).Length > 0, "the sequence has ended");
                Assert.Equal("left, cancelled True", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_sequence_runs_beside_a_request_of_a_grain_that_is_not_reentrant() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Counting(stage, "busy");
                var hold = grain.Hold();
                await grain.Holding();
                Assert.Equal(6, await Counting(stage, "busy reader").Sum(grain, 3));
                Assert.False(hold.IsCompleted);
                await grain.Release();
                await hold;
            },
            FeatureTests.Effort
        );

    private static ICountingGrain Counting(Stage stage, string key) =>
        stage.Factory.GetGrain<ICountingGrain>(LifeLog.Begin($"{stage.Run} {key}"));
}
