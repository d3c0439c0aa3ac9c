using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SvaOrleans.Server.Activity;
using SvaOrleans.Server.Api;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Activity;

/// <summary>The chart of calls is kept by the server, so that it is there for who comes later.</summary>
public sealed class CallHistoryTests
{
    [Fact]
    public void It_counts_calls_per_second_of_all_silos()
    {
        var clock = new Clock();
        var history = new CallHistory(null!, clock, NullLogger<CallHistory>.Instance);
        history.Add([Silo("a", 1_000), Silo("b", 50)], 2);
        Assert.Empty(history.After(0));
        clock.Go(5);
        history.Add([Silo("a", 1_500), Silo("b", 50)], 2);
        clock.Go(5);

        // One that did not answer counts from when it last did; one that is new, or that has started anew, from nothing.
        history.Add([Silo("b", 100), Silo("c", 20)], 3);
        clock.Go(5);
        history.Add([Silo("a", 2_000), Silo("b", 10), Silo("c", 20)], 3);
        Assert.Equal([100, 14, 52], history.After(0).Select(static sample => sample.CallsPerSecond));
        Assert.Equal([2, 3, 3], history.After(0).Select(static sample => sample.SilosUp));
        Assert.Equal([1L, 2, 3], history.After(0).Select(static sample => sample.Number));
        Assert.Equal([3L], history.After(2).Select(static sample => sample.Number));
        Assert.Equal(TimeSpan.FromSeconds(5), history.After(0)[1].At - history.After(0)[0].At);
    }

    [Fact]
    public void It_goes_back_a_quarter_of_an_hour_and_no_further()
    {
        var clock = new Clock();
        var history = new CallHistory(null!, clock, NullLogger<CallHistory>.Instance);
        for (var look = 0; look < 1_000; look++)
        {
            history.Add([Silo("a", look)], 1);
            clock.Go(5);
        }

        var kept = history.After(0);
        Assert.Equal(CallHistory.SamplesMax, kept.Count);
        Assert.Equal(TimeSpan.FromMinutes(15), kept[^1].At - kept[0].At + CallHistory.Interval);
        Assert.Equal(999, kept[^1].Number);
    }

    [Fact]
    public async Task A_server_keeps_it_before_anybody_looks()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        await client.Boot(client.Host());
        HistoryView? seen = null;
        await Crashes.SiloDeathTests.Until(async () =>
            (
                seen = JsonSerializer.Deserialize<HistoryView>(
                    await server.Http.GetStringAsync("/api/v1/activity/history"),
                    ApiJson.Options
                )!
            ).Samples.Any(static sample => sample.CallsPerSecond > 0)
        );
        Assert.Equal((5, 900), (seen!.IntervalSeconds, seen.SpanSeconds));

        // Where a silo is a process, the first looks may come before it has joined.
        Assert.Equal(2, seen.Samples.First(static sample => sample.CallsPerSecond > 0).SilosUp);
    }

    private static SiloActivity Silo(string name, long calls) => new(name, [new("t", 1, 0, [new("m", calls, 0, 0, 0)])]);

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Go(int seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override long GetTimestamp() => _now.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;
    }
}
