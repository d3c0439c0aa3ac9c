using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

public sealed class StreamTests(StreamCluster fixture) : IClassFixture<StreamCluster>
{
    [Fact]
    public Task A_subscriber_gets_the_items_in_their_order() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "a");
                await reader.Subscribe("plain");
                Assert.Equal(1, await reader.Subscriptions("plain"));
                await Press(stage, "a").Print("plain", "x");
                await Press(stage, "a").PrintAll("plain", ["y", "z"]);
                await Reads(stage, reader, "x2 y2 z2");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_observer_of_batches_gets_what_was_sent_together() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "b");
                await reader.SubscribeToBatches("batches");
                await Press(stage, "b").PrintAll("batches", ["x", "y"]);
                await Press(stage, "b").Print("batches", "z");
                await Reads(stage, reader, "x+y z");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Each_subscriber_gets_a_copy() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "c");
                await reader.Subscribe("copied");
                await reader.Subscribe("copied");
                await Press(stage, "c").Print("copied", "x");
                await Reads(stage, reader, "x2 x2");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_attribute_subscribes_and_the_grain_is_activated_by_an_item() =>
        fixture.Cluster.Run(
            async stage =>
            {
                await Press(stage, "d").Print("observed", "x");
                await Reads(stage, Reader<ObservingReaderGrain>(stage, "d"), "x2");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_attaches_to_the_subscription_of_its_attribute_by_subscribing() =>
        fixture.Cluster.Run(
            async stage =>
            {
                await Press(stage, "e").Print("activated", "x");
                await Press(stage, "e").Print("activated", "y");
                await Reads(stage, Reader<ActivatedReaderGrain>(stage, "e"), "x2 y2");
                Assert.Equal(1, await Reader<ActivatedReaderGrain>(stage, "e").Subscriptions("activated"));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_subscription_outlives_the_activation_and_can_be_resumed() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ResumingReaderGrain>(stage, "f");
                await reader.Subscribe("resumed");
                await Press(stage, "f").Print("resumed", "x");
                await Reads(stage, reader, "x2");
                await reader.Leave();
                await Press(stage, "f").Print("resumed", "y");
                await Reads(stage, reader, "y2");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Items_for_a_subscription_that_is_not_resumed_are_dropped() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "g");
                await reader.Subscribe("dropped");
                await reader.Leave();
                await Press(stage, "g").Print("dropped", "x");
                await Task.Delay(TimeSpan.FromSeconds(1), stage.Clock);
                Assert.Equal(string.Empty, await reader.Read());
                Assert.Equal(1, await reader.Subscriptions("dropped"));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_subscription_ends_once() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "h");
                Assert.Equal("once", await reader.UnsubscribeTwice("ended"));
                await reader.Subscribe("ended");
                await reader.Unsubscribe("ended");
                Assert.Equal(0, await reader.Subscriptions("ended"));
                await Press(stage, "h").Print("ended", "x");
                await Task.Delay(TimeSpan.FromSeconds(1), stage.Clock);
                Assert.Equal(string.Empty, await reader.Read());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_delivery_that_fails_is_tried_again() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var reader = Reader<ForgetfulReaderGrain>(stage, "i");
                await reader.Subscribe("failing");
                await reader.FailOnce();
                await Press(stage, "i").Print("failing", "x");
                await Press(stage, "i").Print("failing", "y");
                await Reads(stage, reader, "x2 y2");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_producer_cannot_end_a_stream() =>
        fixture.Cluster.Run(
            async stage => Assert.Equal("NotImplementedException, NotImplementedException", await Press(stage, "j").Finish("finished")),
            FeatureTests.Effort
        );

    private static IPressGrain Press(Stage stage, string key) => stage.Factory.GetGrain<IPressGrain>($"{stage.Run} {key}");

    private static IReaderGrain Reader<T>(Stage stage, string key) =>
        stage.Factory.GetGrain<IReaderGrain>($"{stage.Run} {key}", typeof(T).FullName);

    private static Task Reads(Stage stage, IReaderGrain reader, string expected) =>
        stage.Until(async () => await reader.Read() == expected, $"the reader has read {expected}");
}
