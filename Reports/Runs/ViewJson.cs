using System.Collections.Immutable;
using System.Text.Json;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Reports.Runs;

/// <summary>Writes the picture of a world. By hand: the console starts often, and a serializer would take longer to start than all of the rest.</summary>
internal sealed class ViewJson(Utf8JsonWriter json)
{
    /// <summary>Writes the hosts.</summary>
    public void Write(WorldView world) => List("hosts", world.Hosts, Host);

    private void Host(HostView host)
    {
        json.WriteString("name", host.Name);
        List("iommus", host.Iommus, Iommu);
        List("domains", host.Domains, Domain);
        List("devices", host.Devices, Device);
        List("mms", host.Mms, Mm);
        List("ioMms", host.IoMms, IoMm);
        List("pasids", host.Pasids, static (json, pasid) => PasidOf(json, pasid.Pasid, pasid.Mm, pasid.Generation));
        json.WriteStartObject("left");
        json.WriteNumber("pasids", host.Left.Pasids);
        json.WriteNumber("bonds", host.Left.Bonds);
        json.WriteNumber("tableEntries", host.Left.TableEntries);
        json.WriteNumber("cachedTranslations", host.Left.CachedTranslations);
        json.WriteNumber("pendingFaults", host.Left.PendingFaults);
        json.WriteNumber("deferredFrees", host.Left.DeferredFrees);
        json.WriteEndObject();
    }

    private void Iommu(IommuView iommu)
    {
        json.WriteString("name", iommu.Name);
        json.WriteString("kind", IommuWords.Of(iommu.Kind));
        json.WriteNumber("pasidWidth", iommu.PasidWidth);
        List(
            "deviceTable",
            iommu.DeviceTable,
            static (json, entry) =>
            {
                json.WriteString("device", entry.Device);
                json.WriteString("domain", entry.Domain);
                json.WriteBoolean("ats", entry.Ats);
            }
        );
        List("pasidTables", iommu.PasidTables, PasidTable);
        Cache("iotlb", iommu.Iotlb);
        json.WriteNumber("pageRequests", iommu.PageRequests);
        json.WriteNumber("commandsExecuted", iommu.CommandsExecuted);
    }

    private void PasidTable(PasidTableView table)
    {
        json.WriteString("domain", table.Domain);
        json.WriteString("shape", table.Shape);
        json.WriteNumber("sizeBytes", table.SizeBytes);
        json.WriteNumber("leaves", table.Leaves);
        json.WriteBoolean("entry0Free", table.Entry0Free);
        List("entries", table.Entries, static (json, entry) => PasidOf(json, entry.Pasid, entry.Mm, entry.Generation));
    }

    private void Domain(DomainView domain)
    {
        json.WriteString("name", domain.Name);
        Texts("devices", domain.Devices);
        List("entries", domain.Entries, static (json, entry) => PasidOf(json, entry.Pasid, entry.Mm, entry.Generation));
        List(
            "ioPageTable",
            domain.IoPageTable,
            static (json, mapping) =>
            {
                json.WriteNumber("firstPage", mapping.FirstPage);
                json.WriteNumber("count", mapping.Count);
                json.WriteNumber("physicalPage", mapping.PhysicalPage);
                json.WriteString("rights", mapping.Rights);
            }
        );
    }

    private void Device(DeviceView device)
    {
        json.WriteString("name", device.Name);
        json.WriteString("domain", device.Domain);
        if (device.Param is { } param)
        {
            json.WriteStartObject("param");
            json.WriteString("features", FeatureWords.Of(param.Features));
            json.WriteNumber("pasidMin", param.PasidMin);
            json.WriteNumber("pasidMax", param.PasidMax);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("param");
        }

        json.WriteBoolean("closing", device.Closing);
        List("bonds", device.Bonds, static (json, bond) => PasidOf(json, bond.Pasid, bond.Mm, bond.Generation));
        json.WriteStartArray("stopped");
        foreach (var pasid in device.Stopped)
        {
            json.WriteNumberValue(pasid);
        }

        json.WriteEndArray();
        Cache("atc", device.Atc);
        json.WriteNumber("outstandingTranslations", device.OutstandingTranslations);
        json.WriteBoolean("hasFaultQueue", device.HasFaultQueue);
        json.WriteNumber("partialFaults", device.PartialFaults);
        json.WriteNumber("pendingGroups", device.PendingGroups);
    }

    private void Mm(MmView mm)
    {
        json.WriteString("name", mm.Name);
        json.WriteNumber("users", mm.Users);
        json.WriteNumber("count", mm.Count);
        json.WriteBoolean("exited", mm.Exited);
        List(
            "vmas",
            mm.Vmas,
            static (json, vma) =>
            {
                json.WriteNumber("firstPage", vma.FirstPage);
                json.WriteNumber("count", vma.Count);
                json.WriteString("rights", vma.Rights);
                json.WriteBoolean("shared", vma.Shared);
            }
        );
        json.WriteNumber("resident", mm.Resident);
        Texts("subscribers", mm.Subscribers);
    }

    private void IoMm(IoMmView ioMm)
    {
        json.WriteString("mm", ioMm.Mm);
        json.WriteString(
            "life",
            ioMm.Life switch
            {
                IoMmLife.Free => "Free",
                IoMmLife.Live => "Live",
                _ => "Exiting",
            }
        );
        json.WriteNumber("incarnation", ioMm.Incarnation);
        PasidOrNull(ioMm.Pasid);
        json.WriteNumber("generation", ioMm.Generation);
        json.WriteString("features", FeatureWords.Of(ioMm.Features));
        json.WriteNumber("references", ioMm.References);
        List(
            "bonds",
            ioMm.Bonds,
            static (json, bond) =>
            {
                json.WriteNumber("bond", bond.Bond);
                json.WriteString("device", bond.Device);
                json.WriteString("domain", bond.Domain);
                json.WriteNumber("driverData", bond.DriverData);
                json.WriteString(
                    "life",
                    bond.Life switch
                    {
                        BondLife.Bound => "Bound",
                        BondLife.InHandler => "InHandler",
                        _ => "Draining",
                    }
                );
            }
        );
        json.WriteStartArray("deferredFrees");
        foreach (var incarnation in ioMm.DeferredFrees)
        {
            json.WriteNumberValue(incarnation);
        }

        json.WriteEndArray();
    }

    private void Cache(string name, CacheView cache)
    {
        json.WriteStartObject(name);
        json.WriteNumber("capacity", cache.Capacity);
        json.WriteNumber("count", cache.Count);
        List(
            "entries",
            cache.Entries,
            (json, entry) =>
            {
                json.WriteString("tag", entry.Tag);
                PasidOrNull(entry.Pasid);
                json.WriteNumber("firstPage", entry.FirstPage);
                json.WriteNumber("count", entry.Count);
            }
        );
        json.WriteEndObject();
    }

    private void PasidOrNull(uint? pasid)
    {
        if (pasid is { } number)
        {
            json.WriteNumber("pasid", number);
        }
        else
        {
            json.WriteNull("pasid");
        }
    }

    private static void PasidOf(Utf8JsonWriter json, uint pasid, string? mm, ulong generation)
    {
        json.WriteNumber("pasid", pasid);
        json.WriteString("mm", mm);
        json.WriteNumber("generation", generation);
    }

    private void Texts(string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void List<T>(string name, ImmutableArray<T> items, Action<T> write)
        where T : class => List(name, items, (_, item) => write(item));

    private void List<T>(string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
