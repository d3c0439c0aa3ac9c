using System.Globalization;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Client.Rendering;

/// <summary>Writes steps and their figures in short.</summary>
internal static class StepText
{
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "atcHits",
        "iotlbHits",
        "walks",
        "pageRequests",
        "fanOut",
        "commands",
        "pagesOverInvalidated",
        "unaskedDrops",
        "refetches",
        "pagesRemoved",
        "bondsReleased",
        "bondsRemoved",
        "waited",
        "pagesUnmapped",
        "partialsDropped",
    };

    /// <summary>The operation with its arguments: <c>bind 00:01.0 mm=X</c>.</summary>
    public static string Of(StepPlan step)
    {
        List<string> words = [step.Keyword];
        foreach (var argument in step.Arguments)
        {
            switch (argument.Value)
            {
                case string text when argument.Name is "device":
                    words.Add(Bdf.Short(text));
                    break;
                case string text when argument.Name is "features" && text == "none":
                    break;
                case string text:
                    words.Add(argument.Name is "task" or "mm" && step.Arguments.Count == 1 ? text : $"{argument.Name}={text}");
                    break;
                case bool flag:
                    words.Add(flag ? argument.Name : "no " + argument.Name);
                    break;
                case long page when argument.Name is "page" or "to" or "end":
                    words.Add($"{argument.Name}={PageWords.Of(new PageNumber((ulong)page))}");
                    break;
                default:
                    words.Add(string.Create(CultureInfo.InvariantCulture, $"{argument.Name}={argument.Value}"));
                    break;
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>The figures that are not zero.</summary>
    public static string Figures(StepResult result)
    {
        List<string> parts = [];
        if (result.Pasid is { IsNone: false } pasid)
        {
            parts.Add($"PASID {pasid}");
        }

        foreach (var (name, value) in result.Figures)
        {
            if (value != 0 && name == "teardownNs")
            {
                parts.Add("teardown " + Times.Of(new VirtualTime(value)));
            }
            else if (value != 0 && Shown.Contains(name))
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
            }
        }

        return string.Join(", ", parts);
    }
}
