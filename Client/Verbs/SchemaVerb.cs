using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva schema</c>: prepares the database that a cluster keeps things in.</summary>
internal static class SchemaVerb
{
    public static Command Create()
    {
        var apply = new Option<bool>("--apply")
        {
            Description = "Run it in the database that the settings name; what is there already stays.",
        };
        var verb = new Command("schema", "Print the SQL that makes a PostgreSQL database fit for a cluster, or run it there.") { apply };
        verb.SetAction(
            async (parsed, _) =>
            {
                if (!parsed.GetValue(apply))
                {
                    await Console.Out.WriteAsync(StorageSchema.Sql);
                    return ExitCode.Success;
                }

                try
                {
                    Terminal.Unwrapped(Terminal.Console, Terminal.Plain(await Storages.ApplySchema([])));
                    return ExitCode.Success;
                }
                catch (SiloSettingsException wrong)
                {
                    throw new InputException("sva schema", 0, 0, wrong.Message, inner: wrong);
                }
            }
        );
        return verb;
    }
}
