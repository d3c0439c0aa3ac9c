using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Scaffolding;
using SvaOrleans.Client.Setup;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva new-generation</c>: the files of a variant of a kernel generation, to be changed and explored.</summary>
internal static class NewGenerationVerb
{
    private const string Verb = "new-generation";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name of the new generation: letters, digits and hyphens." };
        var from = new Option<string>("--from")
        {
            Description = $"The generation that it is like, but for what you change: {string.Join(" or ", KernelGenerations.Known)}.",
            DefaultValueFactory = static _ => KernelGenerations.Known[0],
        };
        var verb = new Command(
            Verb,
            "Write the classes of a kernel generation of your own into the source tree, and a race to explore it with."
        )
        {
            name,
            from,
        };
        verb.SetAction(parsed => Run(parsed.GetValue(name)!, parsed.GetValue(from)!));
        return verb;
    }

    private static int Run(string name, string from)
    {
        var repository = Repository.Require(Verb);
        var files = GenerationFiles.Make(name, from);
        files.Write(repository);
        Tell($"{name}: {files.Texts.Count - 1} classes in {files.Folder}, in nothing different from {from} yet, and {files.Scenario}");
        Tell("now:");
        Tell($"  edit {files.Device}, or another of them: each says what can be overridden");
        Tell($"  ./sva explore {files.Scenario} --strategy exhaustive");
        Tell($"  ./sva explore --generation {name} scenarios/races/*.yaml");
        Tell("docs/new-protocol.md walks through it; who deletes the folder and the scenario takes it back");
        return ExitCode.Success;
    }

    private static void Tell(string line) => Terminal.Unwrapped(Terminal.Console, Terminal.Plain(line));
}
