using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>Plain words in comments, messages, pages and scenarios: the subject is an object of the system, the verb says what it
/// does.</summary>
internal static partial class Words
{
    private const string Is = "has|had|is|was|were|are|cannot|can|does";
    private const string Does = "comes?|came|goes|went|stands|ends|waits|follows|runs|lies";

    public static readonly (string Pattern, string Instead)[] Refused =
    [
        (@"(?:^|[.:;!?]\s+)(?-i:Who(?:ever|se)?)\b(?![^.!]*\?)", "name the object"),
        ($@"(?:^|[.:;!?]\s+)(?-i:What)(?:ever)? (?:{Is}|{Does})\b(?![^.!]*\?)", "name the object"),
        (@"(?:[:;]|\b(?:by|of|to|for|and|as|than|from|but|that|what)) who\b", "name the object"),
        (@"\bwho(?:m|se)?ever\b", "name the object"),
        (@"(?!^nobody\z)\b(?:no|any|some|every)body(?:'s)?\b", "name the object; an account of that name is a string of its own"),
        (@"\b(?:is|are|was|were|be|been|being|gets?|got) told\b", "is notified, receives, learns"),
        (@"\b(?:tells?|told|telling) of\b", "reports, describes"),
        (@"\b(?:comes?|came|coming) to (?:be|(?:its|their|an) end|pass)\b", "is created, ends, happens"),
        (@"\bwhat (?:comes?|came|becomes?|became) of\b", "the result of"),
        (@"\b(?:goes?|went) (?:again|on in no way)\b", "deactivates, does not continue"),
        (@"\banew\b", "again"),
        (@"\bby (?:itself|themselves)\b", "alone, without ..."),
        (@"\bof (?:its|their) own accord\b", "unasked"),
        (@"\bone after the other\b", "in order, one at a time"),
        (@"\bin nothing different\b", "equal"),
        (@"\bin no way\b", "not"),
        (@"\bnothing was at once\b", "nothing was concurrent"),
        (@"\bbut for\b", "except"),
        (
            @"\b(?:save for|lest|hence|thence|whence|hereby|thereby|thereof|therein|wherein|whereof|hitherto|henceforth|naught|nought)\b",
            "a word of today"
        ),
        (@"\bso to (?:say|speak)\b", "say it"),
        (@"\bas it were\b", "say it"),
        (@"\bis no (\w+) any more\b", "stops being"),
        (@"\bat a glance\b", "by the partial hash"),
        (@"\bhouses?\b(?! rules?|\.Tests|-)", "project"),
        (@"\bstrangers?\b", "unknown, foreign"),
        (@"\bdiar(?:y|ies)\b", "journal, log"),
        (@"\b(?:new)?comers?\b", "new activation"),
        (@"\bwardens?\b", "monitor"),
        (@"\bsightings?\b", "what was observed"),
        (@"\baftermath\b", "state after the run"),
        (@"\bdossier\b", "the page that says so"),
    ];

    private static readonly Regex Any = new(
        string.Join('|', Refused.Select(static word => $"(?:{word.Pattern.Replace(" ", @"\s+", StringComparison.Ordinal)})")),
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    public static IEnumerable<Offender> Found(Tree tree) =>
        from path in tree.Paths
        where IsProse(path)
        from text in Texts(tree, path)
        from Match match in Any.Matches(text.Text)
        let words = match.Value.TrimStart('.', ':', ';', '!', '?', ' ', '\n')
        let line = text.Line + text.Text.AsSpan(0, match.Index + match.Length - words.Length).Count('\n') + 1
        select new Offender(Offender.Room(path), $"{path}:{line}: {Space().Replace(words, " ")}");

    private static bool IsProse(string path) =>
        !Tree.IsUnder(path, "tests/data/")
        && !Tree.IsUnder(path, "scenarios/data/")
        && !Tree.IsUnder(path, "tests/House.Tests/")
        && Path.GetExtension(path)
            is ".cs"
                or ".md"
                or ".yaml"
                or ".csproj"
                or ".props"
                or ".targets"
                or ".sh"
                or ".sql"
                or ".js"
                or ".html";

    private static IEnumerable<(int Line, string Text)> Texts(Tree tree, string path) =>
        Path.GetExtension(path) switch
        {
            ".cs" => Comments(tree.Lines(path)).Concat(Strings(tree.Syntax(path))),
            ".md" => [(0, Code().Replace(tree.Text(path), static code => new string('\n', code.Value.Count('\n'))))],
            ".yaml" or ".sh" => [(0, Hash().Replace(tree.Text(path), ""))],
            _ => [(0, tree.Text(path))],
        };

    // Lines of one comment are one text, so that a phrase may go over the end of a line.
    private static IEnumerable<(int Line, string Text)> Comments(string[] lines)
    {
        List<string> block = [];
        for (var at = 0; at <= lines.Length; at++)
        {
            var comment = at < lines.Length ? Comment().Match(lines[at]) : Match.Empty;
            if (comment.Success && (block.Count == 0 || lines[at].TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                block.Add(Tag().Replace(comment.Groups[1].Value, ""));
            }
            else if (block.Count > 0)
            {
                yield return (at - block.Count, string.Join('\n', block));
                block.Clear();
                if (comment.Success)
                {
                    block.Add(comment.Groups[1].Value);
                }
            }
        }
    }

    private static IEnumerable<(int Line, string Text)> Strings(SyntaxNode root) =>
        root.DescendantTokens()
            .Where(static token =>
                token.Kind()
                    is SyntaxKind.StringLiteralToken
                        or SyntaxKind.InterpolatedStringTextToken
                        or SyntaxKind.SingleLineRawStringLiteralToken
                        or SyntaxKind.MultiLineRawStringLiteralToken
            )
            .Select(static token =>
                (
                    token.GetLocation().GetLineSpan().StartLinePosition.Line,
                    token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken) ? token.Text : token.ValueText
                )
            );

    [GeneratedRegex(@"(?:^|[\s;{(,])//+ ?(.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"</?(?:summary|param|returns|remarks|value|para|exception|c|list|item|term|description)\b[^>]*>\s*")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[ \t]*```.*?^[ \t]*```|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^[ \t]*#+[ \t]?", RegexOptions.Multiline)]
    private static partial Regex Hash();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
