namespace SvaOrleans.House.Tests.Rules;

/// <summary>Examples on pages: a test compiles and runs their lines, in this order. Comments, and other lines between them, do not
/// count.</summary>
internal static class Examples
{
    // The page, which of its examples, and the file that has the same lines.
    private static readonly (string Page, int Number, string Test)[] Compiled =
    [
        ("docs/engine.md", 0, "tests/Engine.Tests/Docs/FirstRunTests.cs"),
        ("docs/for-orleans.md", 0, "samples/BankAccount.Tests/ExploredTests.cs"),
        ("docs/for-orleans.md", 1, "samples/BankAccount.Tests/ExploredTests.cs"),
        ("docs/for-orleans.md", 2, "samples/BankAccount.Tests/TestingHostTests.cs"),
    ];

    public static IEnumerable<string> NotCompiled(Tree tree)
    {
        foreach (var (page, number, test) in Compiled.Where(example => tree.Has(example.Page)))
        {
            var code = string.Concat(tree.Lines(test).Select(Code));
            var at = 0;
            foreach (var line in Example(tree, page, number).Select(Code).Where(static line => line.Length > 0))
            {
                var found = code.IndexOf(line, at, StringComparison.Ordinal);
                if (found < 0)
                {
                    yield return $"{page}: {line}";
                    break;
                }

                at = found + line.Length;
            }
        }
    }

    private static string[] Example(Tree tree, string page, int number)
    {
        var lines = tree.Lines(page).SkipWhile(static line => line != "```csharp").Skip(1);
        for (var passed = 0; passed < number; passed++)
        {
            lines = lines.SkipWhile(static line => line != "```csharp").Skip(1);
        }

        var example = lines.TakeWhile(static line => line != "```").ToArray();
        return example.Length > 0 ? example : [$"(there is no example {number})"];
    }

    // Where lines break is a matter of width: spaces do not count.
    private static string Code(string line) => string.Concat(line.Split("//")[0].Where(static c => !char.IsWhiteSpace(c)));
}
