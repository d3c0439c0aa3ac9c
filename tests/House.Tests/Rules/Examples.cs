namespace SvaOrleans.House.Tests.Rules;

/// <summary>Examples on pages that a test compiles and runs: line for line, in this order, but for comments and what stands between.</summary>
internal static class Examples
{
    private static readonly (string Page, string Test)[] Compiled = [("docs/engine.md", "tests/Engine.Tests/Docs/FirstRunTests.cs")];

    public static IEnumerable<string> NotCompiled(Tree tree)
    {
        foreach (var (page, test) in Compiled)
        {
            var code = new Queue<string>(tree.Lines(test).Select(Code));
            var example = tree.Lines(page).SkipWhile(static line => line != "```csharp").Skip(1).TakeWhile(static line => line != "```");
            foreach (var line in example.Select(Code).Where(static line => line.Length > 0))
            {
                while (code.Count > 0 && code.Peek() != line)
                {
                    code.Dequeue();
                }

                if (!code.TryDequeue(out _))
                {
                    yield return $"{page}: {line}";
                    break;
                }
            }
        }
    }

    private static string Code(string line) => line.Split("//")[0].Trim();
}
