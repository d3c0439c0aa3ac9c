using System.CommandLine;
using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Verbs;

/// <summary>The verbs that need an engine which can repeat a run, in a program of the engine that cannot.</summary>
internal static class ExploringVerbs
{
    /// <summary>All of them; each refuses.</summary>
    public static IEnumerable<Command> All() =>
    [
        Refusing("explore", ExploringWords.Explore, "the simulated engine, which ./sva takes for this verb by itself"),
        Refusing("replay", ExploringWords.Replay, "the simulated engine, which ./sva takes for this verb by itself"),
        Refusing("shrink", ExploringWords.Shrink, "the simulated engine, which ./sva takes for this verb by itself"),
    ];

    /// <summary>What can be measured of them; it refuses too.</summary>
    public static IEnumerable<Command> Benches() => [Refusing("explore", ExploringWords.Bench, "./sva --engine simulated bench explore")];

    private static Command Refusing(string name, string description, string expected)
    {
        var verb = new Command(name, description) { new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore } };
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction(int (parsed) => throw new InputException($"sva {name}", 0, 0, "Orleans cannot repeat a run", expected));
        return verb;
    }
}
