using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Points;

namespace SvaOrleans.Client.Exploring;

/// <summary>The option that leaves a point of the protocol out, so that exploring shows what it is for.</summary>
internal static class WithoutOption
{
    private const string Name = "--without";

    /// <summary>Every point, as it is typed.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Enum.GetValues<ProtocolPoint>().Select(NameOf)];

    /// <summary>The option.</summary>
    public static Option<string?> Create() =>
        new(Name) { Description = "Leave a wait, a check or a reference out of generation 2018's protocol; --points lists them." };

    /// <summary>What was typed.</summary>
    /// <exception cref="InputException">There is no such point.</exception>
    public static ProtocolPoint? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        foreach (var point in Enum.GetValues<ProtocolPoint>())
        {
            if (NameOf(point) == text)
            {
                return point;
            }
        }

        throw new InputException(Name, 0, 0, $"the protocol has no point '{text}'", "one of those that sva explore --points lists");
    }

    /// <summary>A point, as it is typed.</summary>
    public static string NameOf(ProtocolPoint point) => JsonNamingPolicy.KebabCaseLower.ConvertName(point.ToString());

    /// <summary>What a point is for.</summary>
    public static GuardsAttribute PurposeOf(ProtocolPoint point) =>
        typeof(ProtocolPoint).GetField(point.ToString())!.GetCustomAttribute<GuardsAttribute>()!;

    /// <summary>Lists all.</summary>
    public static void List()
    {
        foreach (var point in Enum.GetValues<ProtocolPoint>())
        {
            var purpose = PurposeOf(point);
            Terminal.Hanging(
                Terminal.Console,
                $"  {NameOf(point), -32} {purpose.Names, -13} ",
                Terminal.Plain($"without it: {purpose.Without}")
            );
        }
    }
}
