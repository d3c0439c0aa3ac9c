using System.Globalization;
using System.Text.RegularExpressions;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Documents.Shapes;

/// <summary>Checks a file against a shape and reports the first place that does not fit.</summary>
public sealed class ShapeCheck(string file)
{
    private static readonly Dictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Checks a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">What it must be.</param>
    /// <exception cref="InputException">It is something else.</exception>
    public void Check(YamlNode node, Shape shape)
    {
        switch (shape)
        {
            case NamedShape named:
                Check(node, named.Target());
                break;
            case MappingShape mapping:
                CheckMapping(node as YamlMapping ?? throw Wrong(node, shape), mapping);
                break;
            case ListShape list:
                CheckList(node as YamlSequence ?? throw Wrong(node, shape), list);
                break;
            case EitherShape either:
                CheckEither(node, either);
                break;
            case CaseShape cases:
                var keyed = node as YamlMapping ?? throw Wrong(node, shape);
                CheckMapping(keyed, CaseOf(keyed, cases) ?? throw NoCase(keyed, cases));
                break;
            default:
                if (node is not YamlScalar scalar || !Fits(scalar, shape))
                {
                    throw Wrong(node, shape);
                }

                break;
        }
    }

    /// <summary>Reads a number in decimal or hexadecimal.</summary>
    public static bool TryNumber(string text, bool isHexAllowed, out ulong number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            number = 0;
            return isHexAllowed && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool Fits(YamlScalar scalar, Shape shape) =>
        shape switch
        {
            NumberShape number => TryNumber(scalar.Text, number.IsHexAllowed, out var value) && value >= number.Min && value <= number.Max,
            FlagShape => scalar.Text is "true" or "false",
            TrueShape => scalar.Text is "true",
            TextShape text => !scalar.IsNull
                && !(scalar.IsPlain && scalar.Text is "true" or "false")
                && PatternOf(text).IsMatch(scalar.Text),
            WordShape words => words.Words.Contains(scalar.Text, StringComparer.Ordinal),
            NullShape => scalar.IsNull,
            NamedShape named => Fits(scalar, named.Target()),
            _ => false,
        };

    private static Shape Resolve(Shape shape) => shape is NamedShape named ? Resolve(named.Target()) : shape;

    // Null where nothing says which case is meant, and no case takes what none claims.
    private static MappingShape? CaseOf(YamlMapping mapping, CaseShape cases) =>
        (
            cases.Cases.FirstOrDefault(candidate => mapping.Entries.Any(entry => candidate.Keys.Contains(entry.Key.Text)))
            ?? cases.Cases.FirstOrDefault(static candidate => candidate.Keys.Count == 0)
        )?.Shape;

    private static Regex PatternOf(TextShape shape)
    {
        lock (Patterns)
        {
            if (!Patterns.TryGetValue(shape.Pattern, out var regex))
            {
                regex = new(shape.Pattern, RegexOptions.CultureInvariant);
                Patterns.Add(shape.Pattern, regex);
            }

            return regex;
        }
    }

    private void CheckEither(YamlNode node, EitherShape either)
    {
        switch (node)
        {
            case YamlScalar scalar when either.Scalars.Any(shape => Fits(scalar, shape)):
                return;
            case YamlSequence when either.List is not null:
                Check(node, either.List);
                return;
            case YamlMapping when either.Mapping is not null:
                Check(node, either.Mapping);
                return;
            default:
                throw Wrong(node, either);
        }
    }

    private void CheckList(YamlSequence list, ListShape shape)
    {
        if (list.Items.Count < shape.MinCount)
        {
            throw new InputException(file, list.Place.Line, list.Place.Column, "the list is too short", shape.Expected);
        }

        foreach (var item in list.Items)
        {
            Check(item, shape.Item);
        }
    }

    private void CheckMapping(YamlMapping mapping, MappingShape shape)
    {
        foreach (var entry in mapping.Entries)
        {
            if (shape.Fields.FirstOrDefault(field => field.Name == entry.Key.Text) is { } known)
            {
                if (entry.Value is YamlScalar { IsNull: true } && Resolve(known.Shape) is not (NullShape or EitherShape))
                {
                    throw new InputException(
                        file,
                        entry.Value.Place.Line,
                        entry.Value.Place.Column,
                        $"nothing stands behind '{known.Name}:'",
                        known.Shape.Expected
                    );
                }

                Check(entry.Value, known.Shape);
            }
            else if (shape.Free is { } free)
            {
                Check(entry.Key, free.Key);
                Check(entry.Value, free.Value);
            }
            else
            {
                throw Unknown(entry.Key, shape);
            }
        }

        foreach (var field in shape.Fields)
        {
            if (field.IsRequired && mapping.Find(field.Name) is null)
            {
                throw new InputException(
                    file,
                    mapping.Place.Line,
                    mapping.Place.Column,
                    $"'{field.Name}:' is missing",
                    $"{field.Shape.Expected} under '{field.Name}:'"
                );
            }
        }

        foreach (var choice in shape.OneOf ?? [])
        {
            CheckChoice(mapping, choice);
        }

        if (mapping.Entries.Count < shape.MinCount)
        {
            throw new InputException(
                file,
                mapping.Place.Line,
                mapping.Place.Column,
                mapping.Entries.Count == 0 ? "there is nothing in it" : "there is too little in it",
                shape.Expected
            );
        }

        foreach (var rule in shape.Rules ?? [])
        {
            if (rule.Breach(mapping) is { } breach)
            {
                throw breach.In(file);
            }
        }
    }

    private void CheckChoice(YamlMapping mapping, KeyChoice choice)
    {
        var present = mapping
            .Entries.Where(entry => choice.Keys.Contains(entry.Key.Text, StringComparer.Ordinal))
            .Select(static entry => entry.Key)
            .ToArray();
        if (present.Length > 1)
        {
            throw new InputException(
                file,
                present[1].Place.Line,
                present[1].Place.Column,
                $"'{present[1].Text}:' stands beside '{present[0].Text}:'",
                "one of them"
            );
        }

        if (present.Length == 0 && choice.IsRequired)
        {
            var keys =
                choice.Keys.Count <= 6
                    ? string.Join(", ", choice.Keys)
                    : string.Join(", ", choice.Keys.Take(6)) + " and others (docs/scenario.md)";
            throw new InputException(file, mapping.Place.Line, mapping.Place.Column, "a key is missing", "one of " + keys);
        }
    }

    private InputException Wrong(YamlNode node, Shape shape)
    {
        var expected = shape is WordShape { Words.Count: <= 12 } few ? string.Join(", ", few.Words) : shape.Expected;
        var many = shape is EitherShape either ? either.Scalars.OfType<WordShape>().FirstOrDefault() : shape as WordShape;
        if (many is { Words.Count: > 12 } && node is YamlScalar { Text: var text } && NearestName.Guess(text, many.Words) is { } near)
        {
            expected += $"; the nearest is {near}";
        }

        return new(file, node.Place.Line, node.Place.Column, $"{node.Describe:part} does not fit here", expected);
    }

    private InputException NoCase(YamlMapping mapping, CaseShape cases)
    {
        var fields = cases.Cases.SelectMany(static candidate => candidate.Shape.Fields).ToArray();
        var strange = mapping.Entries.Select(static entry => entry.Key).FirstOrDefault(key => !fields.Any(field => field.Name == key.Text));
        var place = (strange ?? (YamlNode)mapping).Place;
        var expected = cases.Cases[^1].Shape.Expected;
        return strange is null
            ? new(file, place.Line, place.Column, "a key is missing", expected)
            : new(file, place.Line, place.Column, $"{strange.Describe:part} is no key of this place{Hint(strange, fields):part}", expected);
    }

    private static string Hint(YamlScalar key, IReadOnlyList<Field> fields)
    {
        var near = fields
            .Select(static field => field.Name)
            .OrderBy(name => NearestName.Distance(name, key.Text))
            .ThenBy(name => Math.Abs(name.Length - key.Text.Length))
            .FirstOrDefault();
        return near is not null && NearestName.Distance(near, key.Text) <= Math.Max(2, key.Text.Length / 3)
            ? $"; did you mean '{near}:'?"
            : "";
    }

    private InputException Unknown(YamlScalar key, MappingShape shape)
    {
        var hint = Hint(key, shape.Fields);
        var names = shape.Fields.Count <= 12 ? string.Join(", ", shape.Fields.Select(static field => field.Name)) : shape.Expected;
        return new(file, key.Place.Line, key.Place.Column, $"{key.Describe:part} is no key of {shape.Owner:part}{hint:part}", names);
    }
}
