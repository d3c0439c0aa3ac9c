using System.CommandLine;
using SvaOrleans.Documents;
using SvaOrleans.Silo.Orleans.Processes;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva silo</c>: what <c>sva up</c> starts for each silo; not for people.</summary>
internal static class SiloVerb
{
    public const string Name = "silo";

    public static Command Create()
    {
        var name = new Option<string>("--name") { Required = true };
        var port = new Option<int>("--port") { Required = true };
        var primary = new Option<int>("--primary") { Required = true };
        var verb = new Command(Name, "One silo of a cluster that sva up serves.") { name, port, primary };
        verb.Hidden = true;
        verb.SetAction(
            async (parsed, _) =>
            {
                try
                {
                    await SiloProgram.Run(parsed.GetRequiredValue(name), parsed.GetValue(port), parsed.GetValue(primary));
                    return ExitCode.Success;
                }
                catch (SiloSettingsException wrong)
                {
                    throw new InputException("sva silo", 0, 0, wrong.Message, inner: wrong);
                }
            }
        );
        return verb;
    }
}
