using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using SvaOrleans.Client.Verbs;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>Commands on pages, read by the console's own parser.</summary>
internal static partial class Commands
{
    public static IEnumerable<string> NotUnderstood(Tree tree) =>
        from page in tree.Pages
        from command in On(tree.Lines(page))
        let fault = Fault(command.Text)
        where fault is not null
        select $"{page}:{command.Line}: {command.Text}: {fault}";

    /// <summary>Verbs and options that no page names, hidden ones excepted.</summary>
    public static IEnumerable<string> Unnamed(Tree tree)
    {
        var text = string.Join('\n', tree.Pages.Select(tree.Text));
        return Symbols(RootVerb.Create(), "sva")
            .Where(symbol => !symbol.Names.Any(IsNamed))
            .Select(static symbol => $"{symbol.Verb} {symbol.Names[0]}");

        bool IsNamed(string name) => Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])");
    }

    public static IEnumerable<(int Line, string Text)> On(string[] lines)
    {
        var isFenced = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else if (isFenced && Command().IsMatch(line))
            {
                var first = i;
                while (line.EndsWith('\\') && i + 1 < lines.Length)
                {
                    line = line[..^1] + lines[++i].Trim();
                }

                yield return (first + 1, line);
            }
            else if (!isFenced)
            {
                foreach (Match code in Inline().Matches(line))
                {
                    if (Command().IsMatch(code.Groups[1].Value))
                    {
                        yield return (i + 1, code.Groups[1].Value);
                    }
                }
            }
        }
    }

    public static string? Fault(string line)
    {
        var words = Words(line).Skip(1).ToList();

        if (words is ["help", ..])
        {
            words.RemoveAt(0);
        }

        if (words.Count == 0 || words[0] == "VERB")
        {
            return null;
        }

        var parsed = RootVerb.Create().Parse(words);

        // A verb that is only named needs none of its arguments.
        return parsed.Tokens.Count == words.Count && parsed.Tokens.All(static token => token.Type == TokenType.Command)
            ? null
            : CommandLineFault.Of(parsed);
    }

    private static IEnumerable<(string Verb, string[] Names)> Symbols(System.CommandLine.Command verb, string path) =>
        verb
            .Options.Where(static option => !option.Hidden && option.Name is not ("--help" or "--version"))
            .Select(option => (path, (string[])[option.Name, .. option.Aliases]))
            .Concat(
                verb.Subcommands.Where(static below => !below.Hidden)
                    .SelectMany(below => Symbols(below, $"{path} {below.Name}").Prepend((path, [below.Name])))
            );

    // As a shell takes a line apart, as far as pages go; [ ] stand around what may be left out, capitals for what the reader fills in.
    private static IEnumerable<string> Words(string line)
    {
        foreach (Match word in Word().Matches(line))
        {
            var text =
                word.Groups[1].Success ? word.Groups[1].Value
                : word.Groups[2].Success ? word.Groups[2].Value
                : word.Value.Trim('[', ']');
            if (text is "#" or "|" or "<" or ">" or ">>" or "&&" or ";" or "2>&1")
            {
                yield break;
            }

            yield return text is "N" ? "1" : text;
        }
    }

    [GeneratedRegex(@"^(\./)?sva(\s|$)")]
    private static partial Regex Command();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(
        """
            "([^"]*)"|'([^']*)'|\S+
            """
    )]
    private static partial Regex Word();
}
