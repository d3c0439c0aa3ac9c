using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class ObserverTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_client_s_object_hears_what_a_grain_tells_it() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Listener one = new(1);
                Listener two = new(2);
                var first = stage.Factory.CreateObjectReference<IListener>(one);
                var second = stage.Factory.CreateObjectReference<IListener>(two);
                Assert.NotEqual(first, second);
                var publisher = Publisher(stage, "a");
                await publisher.Subscribe(first);
                await publisher.Subscribe(second);
                await publisher.Subscribe(first); // a reference that is equal to the one before
                Assert.Equal(2, await publisher.Publish("news"));
                await stage.Until(() => one.News == "news" && two.News == "news", "both have heard");
                await publisher.Unsubscribe(second);
                Assert.Equal(1, await publisher.Publish("more"));
                await stage.Until(() => one.News == "news, more", "one has heard more");
                Assert.Equal("news", two.News);
                stage.Factory.DeleteObjectReference<IListener>(first);
                stage.Factory.DeleteObjectReference<IListener>(second);
                GC.KeepAlive(one);
                GC.KeepAlive(two);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_client_s_object_answers() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Listener one = new(1);
                Listener two = new(2);
                var publisher = Publisher(stage, "b");
                await publisher.Subscribe(stage.Factory.CreateObjectReference<IListener>(one));
                await publisher.Subscribe(stage.Factory.CreateObjectReference<IListener>(two));
                Assert.Equal(23, await publisher.Ask(10));
                GC.KeepAlive(one);
                GC.KeepAlive(two);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task What_the_object_throws_reaches_the_grain() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Listener one = new(1);
                var publisher = Publisher(stage, "c");
                await publisher.Subscribe(stage.Factory.CreateObjectReference<IListener>(one));
                Assert.Equal("1 refuses", await publisher.AskOneThatRefuses());
                GC.KeepAlive(one);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_object_whose_reference_was_deleted_hears_nothing() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Listener one = new(1);
                var reference = stage.Factory.CreateObjectReference<IListener>(one);
                var publisher = Publisher(stage, "d");
                await publisher.Subscribe(reference);
                Assert.Equal(11, await publisher.Ask(10));
                stage.Factory.DeleteObjectReference<IListener>(reference);
                Assert.Equal(1, await publisher.Publish("news"));
                await Task.Delay(TimeSpan.FromMilliseconds(50), stage.Clock);
                Assert.Equal(string.Empty, one.News);
                GC.KeepAlive(one);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_object_that_is_no_reference_is_refused_as_an_argument() =>
        fixture.Cluster.Run(
            async stage => await Assert.ThrowsAnyAsync<Exception>(() => Publisher(stage, "e").Subscribe(new Listener(1))),
            FeatureTests.Effort
        );

    private static IPublisherGrain Publisher(Stage stage, string key) => stage.Factory.GetGrain<IPublisherGrain>($"{stage.Run} {key}");

    private sealed class Listener(int number) : IListener
    {
        private readonly List<string> _news = [];

        public string News
        {
            get
            {
                lock (_news)
                {
                    return string.Join(", ", _news);
                }
            }
        }

        public Task Heard(string news)
        {
            lock (_news)
            {
                _news.Add(news);
            }

            return Task.CompletedTask;
        }

        public async Task<int> Asked(List<int> numbers)
        {
            await Task.Yield();
            numbers.Add(0);
            return numbers[0] + number;
        }

        public Task Refuses() => throw new InvalidOperationException($"{number} refuses");
    }
}
