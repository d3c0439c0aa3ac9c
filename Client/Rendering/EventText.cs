using System.Globalization;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Client.Rendering;

/// <summary>Writes an event in a line.</summary>
internal static class EventText
{
    public static string Of(in SvaEvent happened)
    {
        List<string> words = happened.Kind is SvaEventKind.Warning or SvaEventKind.ContractViolation or SvaEventKind.Verdict
            ? []
            : [SvaEventNames.Of(happened.Kind)];
        var parties = EventParties.Of(happened);
        Add(words, "iommu ", parties.Iommu);
        Add(words, "domain ", parties.Domain);
        Add(words, "", parties.Device is { } device ? Bdf.Short(device) : null);
        Add(words, "mm ", parties.Mm);
        if (happened.Pasid != Pasid.None)
        {
            words.Add($"PASID {happened.Pasid}");
        }

        if (happened.Range.IsAll)
        {
            words.Add("all pages");
        }
        else if (!happened.Range.IsEmpty)
        {
            words.Add($"pages {PageWords.Of(happened.Range)}");
        }

        if (happened.Kind is SvaEventKind.DriverDeviceInit or SvaEventKind.DriverMmAlloc)
        {
            words.Add($"features {FeatureWords.Of(happened.Features)}");
        }

        if (happened.Value != 0 && Meaning(happened.Kind, happened.Value) is { } meaning)
        {
            words.Add(meaning);
        }

        if (!happened.Error.IsSuccess)
        {
            words.Add(happened.Error.ToString());
        }

        Add(words, ": ", happened.Note);
        return string.Join(' ', words).Replace(" : ", ": ", StringComparison.Ordinal);
    }

    private static string? Meaning(SvaEventKind kind, long value) =>
        kind switch
        {
            SvaEventKind.DriverDeviceInit => string.Create(CultureInfo.InvariantCulture, $"PASIDs to {value}"),
            SvaEventKind.FaultFlush => string.Create(CultureInfo.InvariantCulture, $"{value} partial requests dropped"),
            SvaEventKind.DriverMmAttach => "first of the domain",
            SvaEventKind.DriverMmDetach => "last of the domain",
            SvaEventKind.CommandsSubmit => string.Create(CultureInfo.InvariantCulture, $"{value} commands"),
            SvaEventKind.AtcInvalidate => string.Create(CultureInfo.InvariantCulture, $"{value} entries"),
            SvaEventKind.PasidAlloc or SvaEventKind.PasidFree => string.Create(CultureInfo.InvariantCulture, $"generation {value}"),
            SvaEventKind.PageRequest => string.Create(CultureInfo.InvariantCulture, $"group {value}"),
            SvaEventKind.MmExitDone or SvaEventKind.PagesFreed => string.Create(CultureInfo.InvariantCulture, $"{value} pages freed"),
            _ => null,
        };

    private static void Add(List<string> words, string before, string? word)
    {
        if (word is not null)
        {
            words.Add(before + word);
        }
    }
}
