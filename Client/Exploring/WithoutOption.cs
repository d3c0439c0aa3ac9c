using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Client.Exploring;

/// <summary>The option that leaves a point of the protocol out, so exploration shows why the protocol needs it.</summary>
internal static class WithoutOption
{
    private const string Name = "--without";

    /// <summary>The names of all points.</summary>
    public static IReadOnlyList<string> Known => KnownPoints.Names;

    public static Option<string?> Create() =>
        new(Name) { Description = "Leave a wait, a check or a reference out of the kernel's protocol; --points lists them." };

    /// <summary>The point that was typed.</summary>
    /// <returns>Its name; null if none was typed.</returns>
    /// <exception cref="InputException">There is no such point.</exception>
    public static string? Read(string? text) =>
        text is null || Known.Contains(text)
            ? text
            : throw new InputException(Name, 0, 0, $"the protocol has no point '{text}'", Expected(text));

    public static void List()
    {
        foreach (var point in KnownPoints.All.DistinctBy(static point => point.Name))
        {
            Terminal.Hanging(Terminal.Console, $"  {point.Name, -32} {point.Guards, -13} ", Terminal.Plain($"without it: {point.Without}"));
        }
    }

    private static string Expected(string text) =>
        "one of those that sva explore --points lists" + (NearestName.Guess(text, Known) is { } near ? $"; the nearest is {near}" : "");
}
