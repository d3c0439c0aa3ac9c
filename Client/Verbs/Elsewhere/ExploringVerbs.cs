using System.CommandLine;
using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Verbs;

/// <summary>The verbs that need an engine which can repeat a run, in a program of the engine that cannot.</summary>
internal static class ExploringVerbs
{
    /// <summary>All of them; each refuses.</summary>
    public static IEnumerable<Command> All()
    {
        foreach (var name in (string[])["explore", "replay", "shrink"])
        {
            var verb = new Command(name, "Only on the simulated engine, which ./sva takes for it.") { new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore } };
            verb.TreatUnmatchedTokensAsErrors = false;
            verb.SetAction(_ => throw new InputException($"sva {name}", 0, 0, "Orleans cannot repeat a run", "the simulated engine, which ./sva takes for this verb by itself"));
            yield return verb;
        }
    }

    /// <summary>None of them can be measured.</summary>
    public static IEnumerable<Command> Benches() => [];
}
