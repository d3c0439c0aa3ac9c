using System.CommandLine;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>--engine</c>, of every verb. It overrides the environment's SVA_ENGINE. Processes that a verb starts inherit it.</summary>
internal static class EngineOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--engine")
        {
            Description =
                "The engine that runs the grains: orleans or simulated. SVA_ENGINE's if absent, else orleans; explore, replay and shrink always use simulated.",
            Recursive = true,
        };
        option.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && Engines.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--engine {Quoted.Of(result.Tokens[0].Value)} is no engine; expected {Engines.Names}");
            }
        });
        return option;
    }

    /// <summary>Makes the choice of a command line that of the process.</summary>
    public static void Apply(ParseResult parsed)
    {
        if (
            parsed.RootCommandResult.Command.Options.FirstOrDefault(static option => option.Name == "--engine") is Option<string?> option
            && parsed.GetValue(option) is { } name
        )
        {
            Environment.SetEnvironmentVariable(Engines.Variable, name);
        }
    }
}
