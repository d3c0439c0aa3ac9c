using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Scaffolding;
using SvaOrleans.Client.Setup;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva new-generation</c>: the files of a new kernel generation, copied from another one.</summary>
internal static class NewGenerationVerb
{
    private const string Verb = "new-generation";

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name of the new generation: letters, digits, hyphens and dots." };
        var from = new Option<string>("--from")
        {
            Description = $"The generation whose folder is copied: {string.Join(" or ", KernelGenerations.Known)}.",
            DefaultValueFactory = static _ => KernelGenerations.Known[0],
        };
        var verb = new Command(
            Verb,
            "Copy the folder of a kernel generation under a new name, for you to change, with a race to explore it with."
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
        var files = GenerationFiles.Make(name, from, repository);
        files.Write(repository);
        Tell($"{name}: {files.Texts.Count - 1} files in {files.Folder}, a copy of {from}, and {files.Scenario}");
        Tell("now:");
        Tell($"  edit {files.Bind}, or another of them");
        Tell($"  ./sva explore {files.Scenario} --strategy exhaustive");
        Tell($"  ./sva explore --generation {name} scenarios/races/*.yaml");
        Tell("docs/new-protocol.md walks through it; delete the folder and the scenario to take it back");
        return ExitCode.Success;
    }

    private static void Tell(string line) => Terminal.Unwrapped(Terminal.Console, Terminal.Plain(line));
}
