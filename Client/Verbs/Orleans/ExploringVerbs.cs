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
            verb.SetAction(Refuse);
            yield return verb;
        }
    }

    /// <summary>None of them can be measured.</summary>
    public static IEnumerable<Command> Benches() => [];

    private static int Refuse(ParseResult parsed) => throw new InputException(
        $"sva {parsed.CommandResult.Command.Name}", 0, 0, "Orleans cannot repeat a run", "the simulated engine, which ./sva takes for this verb by itself");
}
