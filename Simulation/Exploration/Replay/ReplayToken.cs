using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SvaOrleans.Simulation.Exploration.Replay;

/// <summary>One schedule of one experiment in one line, from which it can be repeated.</summary>
/// <remarks>Format 1: <c>sva1.SUBJECT.STRATEGY.CHOICES</c>, where subject is the experiment's hash in 16 hexadecimal digits, strategy says
/// where the choices come from, for people, and choices are base64url of the decisions as variable-length numbers, each run of zeros
/// (oldest first) written as a zero and its length; zeros at the end are left out. Empty choices are the schedule that is oldest first
/// throughout. A fifth part, if there is one, says under which conditions it was explored, e.g. which faults were possible: words, with
/// <c>_</c> between.</remarks>
/// <param name="Subject">The experiment's hash: a token fits only the very experiment that it came from.</param>
/// <param name="Strategy">Where the choices come from, e.g. <c>random-42</c>; letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Decisions">The choices, where there was more than one ready step or a number to draw; after the last one, oldest
/// first.</param>
public sealed record ReplayToken(ulong Subject, string Strategy, IReadOnlyList<int> Decisions)
{
    private const string Format = "sva1";

    /// <summary>What the experiment was made with besides its subject, e.g. <c>faults-1-crash</c>; letters, digits and <c>-</c>. Empty for
    /// nothing.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>A token may have so many choices; more than a schedule of the greatest length makes.</summary>
    public const int DecisionsMax = 1_000_000;

    /// <summary>Reads a token.</summary>
    /// <param name="text">The printed token.</param>
    /// <param name="token">The token.</param>
    /// <param name="fault">The mistake, and the expected form.</param>
    /// <returns>False if it is none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ReplayToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        var parts = text.Trim().Split('.');
        if (parts.Length is not (3 or 4 or 5) || !parts[0].StartsWith("sva", StringComparison.Ordinal))
        {
            fault = $"it is no replay token; expected {Format}.SUBJECT.STRATEGY.CHOICES";
            return false;
        }

        if (parts[0] != Format)
        {
            fault = $"its format is {parts[0]}; expected {Format}, which is what this version writes";
            return false;
        }

        if (parts.Length == 3)
        {
            fault = "it ends behind its strategy; expected a dot there and its choices, if it has any";
            return false;
        }

        if (
            parts[1].Length != 16
            || !ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var subject)
        )
        {
            fault = $"its subject is '{parts[1]}'; expected 16 hexadecimal digits";
            return false;
        }

        if (parts[2].Length == 0 || !parts[2].All(IsNameLetter))
        {
            fault = "its strategy has no name; expected letters, digits, - and _";
            return false;
        }

        if (Unpack(parts[3]) is not { } decisions)
        {
            fault = "its choices are damaged; expected the whole token, as it was printed";
            return false;
        }

        var conditions = parts.Length == 5 ? parts[4].Split('_') : [];
        if (!conditions.All(static word => word.Length > 0 && word.All(IsNameLetter)))
        {
            fault = "its conditions are damaged; expected the whole token, as it was printed";
            return false;
        }

        token = new(subject, parts[2], decisions) { Conditions = conditions };
        fault = null;
        return true;
    }

    /// <summary>A strategy's name as it may stand in a token.</summary>
    /// <param name="strategy">The name.</param>
    public static string Plain(string strategy) =>
        string.Concat(strategy.Select(static letter => IsNameLetter(letter) ? letter : '-')).Trim('-') is { Length: > 0 } plain
            ? plain
            : "unnamed";

    /// <summary>The token in a line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Format}.{Subject:x16}.{Plain(Strategy)}.{Pack(Decisions)}{(Conditions.Count == 0 ? "" : "." + string.Join('_', Conditions))}"
        );

    /// <summary>Whether another token is of the same schedule.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(ReplayToken? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';

    private static string Pack(IReadOnlyList<int> decisions)
    {
        List<byte> bytes = [];
        var zeros = 0;
        foreach (var decision in decisions)
        {
            if (decision == 0)
            {
                zeros++;
                continue;
            }

            if (zeros > 0)
            {
                bytes.Add(0);
                Write(zeros);
                zeros = 0;
            }

            Write(decision);
        }

        return Base64Url.EncodeToString([.. bytes]);

        void Write(int number)
        {
            for (var rest = (uint)number; ; rest >>= 7)
            {
                if (rest < 0x80)
                {
                    bytes.Add((byte)rest);
                    return;
                }

                bytes.Add((byte)((rest & 0x7F) | 0x80));
            }
        }
    }

    private static List<int>? Unpack(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }

        List<int> decisions = [];
        var at = 0;
        while (at < bytes.Length)
        {
            if (Read() is not { } number)
            {
                return null;
            }

            if (number > 0)
            {
                decisions.Add(number);
            }
            else if (Read() is { } zeros and > 0 && zeros <= DecisionsMax - decisions.Count)
            {
                decisions.AddRange(Enumerable.Repeat(0, zeros));
            }
            else
            {
                return null;
            }

            if (decisions.Count > DecisionsMax)
            {
                return null;
            }
        }

        return decisions;

        int? Read()
        {
            long number = 0;
            for (var shift = 0; shift < 35; shift += 7)
            {
                if (at >= bytes.Length)
                {
                    return null;
                }

                var next = bytes[at++];
                number |= (long)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return number <= int.MaxValue ? (int)number : null;
                }
            }

            return null;
        }
    }
}
