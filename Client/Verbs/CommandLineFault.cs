using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Verbs;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static partial class CommandLineFault
{
    /// <summary>The line to print; null when all is well.</summary>
    /// <param name="parsed">The command line.</param>
    public static string? Of(ParseResult parsed)
    {
        var verbs = string.Concat(VerbsOf(parsed).Select(static verb => " " + verb));
        var what = UnknownVerb(parsed) ?? UnknownOption(parsed) ?? (parsed.Errors.Count > 0 ? Words(parsed.Errors[0].Message) : null);
        return what is null ? null : new InputException("sva", 0, 0, $"{what} (sva{verbs} --help)").Message;
    }

    private static string? UnknownVerb(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Errors.Count == 0 || command.Subcommands.Count == 0)
        {
            return null;
        }

        var known = "expected one of " + string.Join(", ", command.Subcommands.Select(static verb => verb.Name));
        return parsed.UnmatchedTokens.Count == 0 ? $"a verb is missing; {known}"
            : parsed.UnmatchedTokens[0].StartsWith('-') ? $"there is no option '{parsed.UnmatchedTokens[0]}' here"
            : $"there is no verb '{parsed.UnmatchedTokens[0]}' here; {known}";
    }

    // What looks like an option and is none would else be taken for a file of that name.
    private static string? UnknownOption(ParseResult parsed)
    {
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }

            if (token.Type == TokenType.Argument && OptionLike().IsMatch(token.Value))
            {
                return $"there is no option '{token.Value}' here; a file of that name is given as './{token.Value}'";
            }
        }

        return null;
    }

    private static string Words(string message) =>
        Conversion().Match(message) is { Success: true } match
            ? $"'{match.Groups[1].Value}' does not fit behind {match.Groups[2].Value}; expected a whole number in its bounds"
            : message.TrimEnd('.');

    private static Stack<string> VerbsOf(ParseResult parsed)
    {
        Stack<string> verbs = new();
        for (var at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
        {
            verbs.Push(at.Command.Name);
        }

        return verbs;
    }

    [GeneratedRegex("^--?[A-Za-z]")]
    private static partial Regex OptionLike();

    [GeneratedRegex("^Cannot parse argument '(.*)' for option '([^']*)' as expected type")]
    private static partial Regex Conversion();
}
