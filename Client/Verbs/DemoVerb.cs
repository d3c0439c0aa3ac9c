using System.CommandLine;
using System.Reflection;
using SvaOrleans.Client.Demo;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Running;
using SvaOrleans.Client.Scenarios;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva demo</c>: tells in pictures what SVA is, and ends by itself.</summary>
internal static class DemoVerb
{
    private const string Resource = "SvaOrleans.Client.Demo.demo.yaml";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("demo", "Play the example of the 2018 mails and draw what happens: tables, an invalidation, an exit that an unbind waits for.");
        verb.SetAction(static async (_, _) => await Run());
        return verb;
    }

    private static async Task<int> Run()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("the demo's scenario is not in the program");
        using var text = new MemoryStream();
        await stream.CopyToAsync(text);
        var plan = ScenarioLoader.Load("demo.yaml", "", text.ToArray())[0];
        var outcome = await ScenarioRunner.Run(plan, null, new DemoStory(Terminal.Console));
        return outcome.HasPassed ? ExitCode.Success : ExitCode.Failed;
    }
}
