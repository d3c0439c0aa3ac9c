using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Outcomes;

public sealed record RacyProgram(string Name, Func<Stage, Task<string>> Code);

// Programs with more than one possible result. The first three are gated: an admission profile gives each of them one result only.
public static class RacyPrograms
{
    public static IReadOnlyList<RacyProgram> All { get; } =
    [
        new("a writer after one of two readers has left", ReaderSurvivor),
        new("a request after the one that let others in has left", ChoosySurvivor),
        new("a request after the outer call of a chain has left", ChainSurvivor),
        new("two calls of one caller", TwoCalls),
        new("a one-way call and a call", OneWayThenCall),
        new("two callers", TwoCallers),
        new("two readers and a writer", ReadersAndWriter),
        new("a request that always interleaves between two plain ones", AlwaysBetween),
        new("a free request between two plain ones", FreeBetween),
        new("a call chain and an outsider", ChainAndOutsider),
        new("two increments of a reentrant counter", LostUpdate),
        new("answers of a fan-out", FanOut),
        new("two takers and two items", Takers),
        new("a timer and a call", TimerAndCall),
        new("calls around a deactivation", AroundDeactivation),
        new("a call and its cancellation", Cancellation),
        new("two writes of one record", TwoWrites),
    ];

    private static async Task<string> ReaderSurvivor(Stage stage)
    {
        var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
        var r1 = await grain.Enter(grain.Read, "r1");
        var r2 = await grain.Enter(grain.Read, "r2");
        await grain.Open("r1");
        await r1;
        return await DoesEnter(stage, grain, "w", r2);
    }

    private static async Task<string> ChoosySurvivor(Stage stage)
    {
        var grain = stage.Grain<IGatedGrain>(ChoosyGatedGrain.Name, "g");
        var free = await grain.Enter(grain.Plain, "free");
        var a = await grain.Enter(grain.Plain, "a");
        await grain.Open("free");
        await free;
        return await DoesEnter(stage, grain, "b", a);
    }

    // The outer request leaves before the inner one of its chain: it does not wait for it.
    private static async Task<string> ChainSurvivor(Stage stage)
    {
        var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
        await grain.SectionThatLeaves("s", stage.Grain<IRelayGrain>(RelayGrain.Name, "via"), grain);
        return await DoesEnter(stage, grain, "b", Task.CompletedTask);
    }

    private static async Task<string> DoesEnter(Stage stage, IGatedGrain grain, string name, Task other)
    {
        var call = grain.Plain(name);
        var log = string.Empty;
        await stage.Until(
            async () =>
            {
                var waits = stage.WaitingAt(grain) == 1;
                log = await grain.Log();
                return waits || log.Contains(name + "+", StringComparison.Ordinal);
            },
            $"{name} has arrived"
        );
        await grain.OpenAll();
        await Task.WhenAll(call, other);
        return log;
    }

    private static async Task<string> TwoCalls(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await Task.WhenAll(grain.Plain("a", Leaf(stage)), grain.Plain("b", Leaf(stage)));
        return await grain.Log(4);
    }

    private static async Task<string> OneWayThenCall(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await grain.Post("o", Leaf(stage));
        await grain.Plain("a", Leaf(stage));
        return await grain.Log(4);
    }

    private static async Task<string> TwoCallers(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await Task.WhenAll(
            stage.Grain<IRaceRelayGrain>(RaceRelayGrain.Name, "1").Plain("a", grain, Leaf(stage)),
            stage.Grain<IRaceRelayGrain>(RaceRelayGrain.Name, "2").Plain("b", grain, Leaf(stage))
        );
        return await grain.Log(4);
    }

    private static async Task<string> ReadersAndWriter(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await Task.WhenAll(grain.Read("r", Leaf(stage, "1")), grain.Read("s", Leaf(stage, "2")), grain.Plain("w", Leaf(stage, "3")));
        return await grain.Log(6);
    }

    private static async Task<string> AlwaysBetween(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await Task.WhenAll(grain.Plain("a", Leaf(stage, "1")), grain.Always("i", Leaf(stage, "2")), grain.Plain("b", Leaf(stage, "3")));
        return await grain.Log(6);
    }

    private static async Task<string> FreeBetween(Stage stage)
    {
        var grain = Race(stage, ChoosyRaceGrain.Name);
        await Task.WhenAll(grain.Plain("a", Leaf(stage, "1")), grain.Plain("f", Leaf(stage, "2")), grain.Plain("b", Leaf(stage, "3")));
        return await grain.Log(6);
    }

    private static async Task<string> ChainAndOutsider(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await Task.WhenAll(
            grain.Section("s", stage.Grain<IRaceRelayGrain>(RaceRelayGrain.Name, "via"), grain, Leaf(stage, "1")),
            grain.Plain("x", Leaf(stage, "2"))
        );
        return await grain.Log(6);
    }

    private static async Task<string> LostUpdate(Stage stage)
    {
        var grain = Race(stage, ReentrantRaceGrain.Name);
        await Task.WhenAll(grain.Increment(Leaf(stage, "1")), grain.Increment(Leaf(stage, "2")));
        return $"{await grain.Count()}";
    }

    private static Task<string> FanOut(Stage stage) =>
        Race(stage, PlainRaceGrain.Name).FanOut([Leaf(stage, "1"), Leaf(stage, "2"), Leaf(stage, "3")]);

    private static async Task<string> Takers(Stage stage)
    {
        var grain = Race(stage, ReentrantRaceGrain.Name);
        var first = grain.Take();
        var second = grain.Take();
        await Task.WhenAll(grain.Put("a"), grain.Put("b"));
        return $"{await first}{await second}";
    }

    private static async Task<string> TimerAndCall(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        await grain.Arm();
        await grain.Tick();
        return await grain.Log(2);
    }

    private static async Task<string> AroundDeactivation(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        var first = grain.Increment(Leaf(stage));
        var leave = grain.Leave();
        var second = grain.Increment(Leaf(stage));
        await Task.WhenAll(first, leave, second);
        return $"{await grain.Count()}";
    }

    private static async Task<string> Cancellation(Stage stage)
    {
        var grain = Race(stage, PlainRaceGrain.Name);
        using CancellationTokenSource source = new();
        var call = grain.Quick(source.Token);
        await Leaf(stage).Touch();
        source.Cancel();
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
    }

    private static async Task<string> TwoWrites(Stage stage)
    {
        var grain = stage.Grain<ILedgerGrain>(LedgerGrain.Name, "l");
        var sums = await Task.WhenAll(grain.Add(1), grain.Add(2));
        return $"{sums[0]} {sums[1]}, stored {await grain.Reload()}";
    }

    private static IRaceGrain Race(Stage stage, string grainType) => stage.Grain<IRaceGrain>(grainType, "r");

    private static ILeafGrain Leaf(Stage stage, string key = "0") => stage.Grain<ILeafGrain>(LeafGrain.Name, key);
}
