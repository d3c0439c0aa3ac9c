using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Client.Verbs;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static partial class CommandLineFault
{
    /// <summary>The line to print; null when all is well.</summary>
    public static string? Of(ParseResult parsed)
    {
        var verbs = string.Concat(VerbsOf(parsed).Select(static verb => " " + verb));
        var what =
            UnknownVerb(parsed)
            ?? UnknownOption(parsed)
            ?? MissingArgument(parsed)
            ?? OneTooMany(parsed)
            ?? (parsed.Errors.Count > 0 ? Words(parsed.Errors[0].Message) : null);
        return what is null ? null : new InputException("sva", 0, 0, $"{what:part} (sva{verbs} --help)").Message;
    }

    /// <summary>The line to print if help is requested for an unknown verb; null if there is no fault.</summary>
    /// <param name="root">The command line's root.</param>
    /// <param name="args">The words that the user typed.</param>
    public static string? OfHelp(Command root, string[] args)
    {
        if (!args.Any(static word => word is "--help" or "-h" or "-?"))
        {
            return null;
        }

        // A request for help is answered despite other faults, but not with the help of another verb.
        var command = root;
        var words = args.TakeWhile(static word => !word.StartsWith('-')).ToArray();
        for (var at = 0; at < words.Length && command.Subcommands.Count > 0; at++)
        {
            if (command.Subcommands.FirstOrDefault(verb => verb.Name == words[at]) is not { } known)
            {
                return Of(root.Parse(words[..(at + 1)]));
            }

            command = known;
        }

        return null;
    }

    private static string? UnknownVerb(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Errors.Count == 0 || command.Subcommands.Count == 0)
        {
            return null;
        }

        string[] verbs = [.. command.Subcommands.Where(static verb => !verb.Hidden).Select(static verb => verb.Name)];
        var known = "expected one of " + string.Join(", ", verbs);
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return $"a verb is missing; {known}";
        }

        var given = parsed.UnmatchedTokens[0];
        return given.StartsWith('-')
            ? $"there is no option '{given}' here{Near(given, OptionsOf(command))}"
            : $"there is no verb '{given}' here; {known}{Near(given, verbs)}";
    }

    // Otherwise a word that looks like an option and is none would be read as the name of a file.
    private static string? UnknownOption(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        Token? before = null;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }

            if (
                before is { Type: TokenType.Option }
                && token.Type == TokenType.Argument
                && OptionsOf(command).Contains(token.Value, StringComparer.Ordinal)
            )
            {
                return $"{before.Value} is given without a value";
            }

            before = token;

            if (token.Type == TokenType.Argument && OptionLike().IsMatch(token.Value))
            {
                var otherwise = command.Arguments.Count > 0 ? $"; a file of that name is given as './{token.Value}'" : "";
                return $"there is no option '{token.Value}' here{Near(token.Value, OptionsOf(command))}{otherwise}";
            }
        }

        return null;
    }

    private static string? MissingArgument(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 }
        );
        var expected = missing?.Description?.TrimEnd('.') ?? "";
        return missing is null
            ? null
            : $"the {missing.Name} is missing; expected {(expected.StartsWith("A ", StringComparison.Ordinal) || expected.StartsWith("The ", StringComparison.Ordinal) ? char.ToLowerInvariant(expected[0]) + expected[1..] : expected)}";
    }

    private static string? OneTooMany(ParseResult parsed) =>
        parsed.Errors.Count > 0 && parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is one argument too many" : null;

    private static string Words(string message) =>
        Conversion().Match(message) is { Success: true } match
            ? $"'{match.Groups[1].Value}' does not fit behind {match.Groups[2].Value}; expected a whole number in its bounds"
        : NoValue().Match(message) is { Success: true } option ? $"{option.Groups[1].Value} is given without a value"
        : NotGiven().Match(message) is { Success: true } needed ? $"{needed.Groups[1].Value} is missing, and is needed"
        : message.TrimEnd('.');

    private static IEnumerable<string> OptionsOf(Command command) =>
        command
            .Options.Where(static option => !option.Hidden)
            .SelectMany(static option => option.Aliases.Append(option.Name))
            .Append("--help");

    private static string Near(string given, IEnumerable<string> known)
    {
        var (name, distance) = known.Select(name => (name, NearestName.Distance(given, name))).MinBy(static pair => pair.Item2);
        return distance <= 2 && distance * 2 <= given.TrimStart('-').Length ? $"; '{name}' is near" : "";
    }

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

    [GeneratedRegex("^Required argument missing for option: '([^']*)'")]
    private static partial Regex NoValue();

    [GeneratedRegex("^Option '([^']*)' is required")]
    private static partial Regex NotGiven();
}
