using System.CommandLine;
using System.Reflection;
using SvaOrleans.Client.Connecting;
using SvaOrleans.Client.Demo;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva demo</c>: explains SVA in pictures, and ends without input.</summary>
internal static class DemoVerb
{
    private const string Resource = "SvaOrleans.Client.Demo.demo.yaml";

    public static Command Create()
    {
        var verb = new Command(
            "demo",
            "Play the example of the 2018 mails and draw what happens: tables, an invalidation, an exit that an unbind waits for."
        );
        var connect = ConnectOptions.Connect();
        verb.Add(connect);
        verb.SetAction(async (parsed, stop) => await Run(parsed.GetValue(connect), stop));
        return verb;
    }

    private static async Task<int> Run(string? address, CancellationToken stop)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("the demo's scenario is not in the program");
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, stop);
        var document = ScenarioLoader.Read("demo.yaml", "", text.ToArray())[0];
        using var connection = Connection.To(address);
        var outcome = await ScenarioRunner.Run(document, new SimulationStart(null, connection), new DemoStory(Terminal.Console), stop);
        return outcome.HasPassed ? ExitCode.Success
            : outcome.IsUnknown ? ExitCode.Unknown
            : ExitCode.Failed;
    }
}
