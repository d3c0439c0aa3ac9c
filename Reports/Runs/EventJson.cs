using System.Text.Json;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Reports.Runs;

/// <summary>Writes an event as properties of a JSON object.</summary>
internal static class EventJson
{
    /// <summary>Writes it.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="happened">The event.</param>
    public static void Write(Utf8JsonWriter json, in SvaEvent happened)
    {
        json.WriteString("name", SvaEventNames.Of(happened.Kind));
        json.WriteBoolean("callback", SvaEventNames.IsDriverCallback(happened.Kind));
        json.WriteNumber("at", happened.At.Nanoseconds);
        if (happened.Step > 0)
        {
            json.WriteNumber("step", happened.Step);
        }

        json.WriteString("object", happened.Object.Key);
        var parties = EventParties.Of(happened);
        WriteName(json, "device", parties.Device);
        WriteName(json, "mm", parties.Mm);
        WriteName(json, "domain", parties.Domain);
        WriteName(json, "iommu", parties.Iommu);
        if (happened.Pasid != Pasid.None)
        {
            json.WriteNumber("pasid", happened.Pasid.Value);
        }

        if (happened.Range.IsAll)
        {
            json.WriteString("pages", "all");
        }
        else if (!happened.Range.IsEmpty)
        {
            json.WriteNumber("firstPage", happened.Range.First.Value);
            json.WriteNumber("pageCount", happened.Range.Count);
        }

        WriteValue(json, happened);
        if (!happened.Error.IsSuccess)
        {
            json.WriteString("error", happened.Error.ToString());
        }

        if (happened.Note is not null)
        {
            json.WriteString("note", happened.Note);
        }
    }

    private static void WriteName(Utf8JsonWriter json, string property, string? name)
    {
        if (name is not null)
        {
            json.WriteString(property, name);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, in SvaEvent happened)
    {
        switch (happened.Kind)
        {
            case SvaEventKind.DriverDeviceInit:
                json.WriteString("features", FeatureWords.Of(happened.Features));
                json.WriteNumber("pasidMax", happened.Value);
                break;
            case SvaEventKind.DriverMmAlloc:
                json.WriteString("features", FeatureWords.Of(happened.Features));
                break;
            case SvaEventKind.FaultFlush:
                json.WriteNumber("partialsDropped", happened.Value);
                break;
            case SvaEventKind.DriverMmAttach:
                json.WriteBoolean("first", happened.Value == 1);
                break;
            case SvaEventKind.DriverMmDetach:
                json.WriteBoolean("last", happened.Value == 1);
                break;
            case SvaEventKind.DriverMmExit:
                json.WriteNumber("drvdata", happened.Value);
                break;
            case SvaEventKind.PasidAlloc or SvaEventKind.PasidFree:
                json.WriteNumber("generation", happened.Value);
                break;
            case SvaEventKind.CommandsSubmit:
                json.WriteNumber("commands", happened.Value);
                break;
            case SvaEventKind.AtcInvalidate:
                json.WriteNumber("entries", happened.Value);
                break;
            case SvaEventKind.PageRequest:
                json.WriteNumber("group", happened.Value);
                break;
            case SvaEventKind.PageResponse:
                json.WriteNumber("code", happened.Value);
                break;
            case SvaEventKind.MmExitDone or SvaEventKind.PagesFreed:
                json.WriteNumber("pagesFreed", happened.Value);
                break;
            default:
                if (happened.Value != 0)
                {
                    json.WriteNumber("value", happened.Value);
                }

                break;
        }
    }
}
