using System.Globalization;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios.Expectations;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Scenarios.Reading;

/// <summary>Reads a top-level <c>expect:</c>, whose shape was checked before.</summary>
internal sealed class StateExpectationReader(CompileContext context)
{
    public StateExpectation Read(YamlMapping node)
    {
        List<StateCheck> checks = [];
        foreach (var (key, value) in node.Entries)
        {
            switch (key.Text)
            {
                case "nothing_left":
                    checks.Add(new NothingLeftCheck(key.Place));
                    break;
                case "pasids":
                    checks.Add(Pasids(key.Place, (YamlMapping)value));
                    break;
                case "device_table":
                    checks.AddRange(((YamlMapping)value).Entries.Select(DeviceTable));
                    break;
                case "pasid_tables":
                    checks.AddRange(((YamlMapping)value).Entries.Select(PasidTable));
                    break;
                case "bonds":
                    checks.AddRange(((YamlMapping)value).Entries.Select(Bonds));
                    break;
                case "mms":
                    checks.AddRange(((YamlMapping)value).Entries.SelectMany(Mm));
                    break;
                default:
                    checks.AddRange(((YamlMapping)value).Entries.Select(Counter));
                    break;
            }
        }

        return new(node.Place, checks);
    }

    /// <summary>Reads the bounds of a figure.</summary>
    public static FigureBounds Bounds(YamlNode node)
    {
        if (node is YamlScalar scalar)
        {
            var value = long.Parse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture);
            return new(value, value);
        }

        var mapping = (YamlMapping)node;
        return new(
            mapping.Find("min") is YamlScalar min ? long.Parse(min.Text, NumberStyles.None, CultureInfo.InvariantCulture) : 0,
            mapping.Find("max") is YamlScalar max ? long.Parse(max.Text, NumberStyles.None, CultureInfo.InvariantCulture) : long.MaxValue
        );
    }

    private static string Row(string left, string right) => $"{left}: {right}";

    private static uint Number(YamlScalar scalar)
    {
        ShapeCheck.TryNumber(scalar.Text, true, out var number);
        return (uint)number;
    }

    private static IReadOnlyList<string> Rows(IEnumerable<PasidEntryView> entries) =>
        [
            .. entries
                .OrderBy(static entry => entry.Pasid)
                .Select(static entry => Row(entry.Pasid.ToString(CultureInfo.InvariantCulture), entry.Mm ?? "io_pgtable")),
        ];

    private TableCheck Pasids(Place place, YamlMapping node)
    {
        var expected = node
            .Entries.OrderBy(static entry => Number(entry.Key))
            .Select(entry => Row(Number(entry.Key).ToString(CultureInfo.InvariantCulture), MmName((YamlScalar)entry.Value)))
            .ToArray();
        return new(
            place,
            "the PASIDs given out",
            expected,
            static host => [.. host.Pasids.Select(static pasid => Row(pasid.Pasid.ToString(CultureInfo.InvariantCulture), pasid.Mm))]
        );
    }

    private TableCheck DeviceTable(YamlEntry entry)
    {
        var iommu = entry.Key.Text;
        if (!context.Host.Spec.Iommus.Any(spec => spec.Name.Name == iommu))
        {
            throw context.Wrong(
                entry.Key,
                $"there is no IOMMU '{iommu}' on host {context.Host.Name}",
                "one of " + string.Join(", ", context.Host.Spec.Iommus.Select(static spec => spec.Name.Name))
            );
        }

        var expected = ((YamlMapping)entry.Value)
            .Entries.Select(row => Row(DeviceName(row.Key), DomainName((YamlScalar)row.Value)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new(
            entry.Key.Place,
            $"the device table of {iommu}",
            expected,
            host =>
                host.Iommus.FirstOrDefault(view => view.Name == iommu)
                    ?.DeviceTable.Select(static row => Row(row.Device, row.Domain))
                    .Order(StringComparer.Ordinal)
                    .ToArray()
        );
    }

    private TableCheck PasidTable(YamlEntry entry)
    {
        var domain = DomainName(entry.Key);
        var rows = ((YamlMapping)entry.Value).Entries;
        var isPrivateNamed = rows.Any(static row => Number(row.Key) == 0);
        var expected = rows.OrderBy(static row => Number(row.Key))
            .Select(row =>
                Row(
                    Number(row.Key).ToString(CultureInfo.InvariantCulture),
                    ((YamlScalar)row.Value).Text is "io_pgtable" ? "io_pgtable" : MmName((YamlScalar)row.Value)
                )
            )
            .ToArray();
        return new(
            entry.Key.Place,
            $"the PASID table of domain {domain}",
            expected,
            host =>
            {
                var tables = host
                    .Iommus.SelectMany(static iommu => iommu.PasidTables)
                    .Where(table => table.Domain == domain)
                    .Select(table => Rows(table.Entries.Where(row => isPrivateNamed || row.Mm is not null)))
                    .ToArray();

                // No table at all is the same as an empty one; several must agree, so show the one that does not.
                return tables.Length == 0 ? [] : tables.FirstOrDefault(table => !table.SequenceEqual(expected)) ?? tables[0];
            }
        );
    }

    private TableCheck Bonds(YamlEntry entry)
    {
        var device = DeviceName(entry.Key);
        var expected = ((YamlSequence)entry.Value)
            .Items.Select(static item => Number((YamlScalar)item).ToString(CultureInfo.InvariantCulture))
            .ToArray();
        return new(
            entry.Key.Place,
            $"the bonds of {device}",
            expected,
            host =>
                host.Devices.FirstOrDefault(view => view.Name == device)
                    ?.Bonds.Select(static bond => bond.Pasid.ToString(CultureInfo.InvariantCulture))
                    .ToArray()
        );
    }

    private IEnumerable<StateCheck> Mm(YamlEntry entry)
    {
        var mm = MmName(entry.Key);
        foreach (var (key, value) in ((YamlMapping)entry.Value).Entries)
        {
            yield return new MmCheck(
                key.Place,
                mm,
                key.Text,
                key.Text == "exited"
                    ? ((YamlScalar)value).Text == "true"
                        ? new(1, 1)
                        : new(0, 0)
                    : Bounds(value)
            );
        }
    }

    private CounterCheck Counter(YamlEntry entry) =>
        CounterNames.All.Contains(entry.Key.Text)
            ? new(entry.Key.Place, entry.Key.Text, Bounds(entry.Value))
            : throw context.Wrong(
                entry.Key,
                $"there is no counter '{entry.Key.Text}'",
                "a counter of docs/scenario.md, such as mm_exit, atc_invalidate or commands"
            );

    private string MmName(YamlScalar scalar) =>
        context.Names.Mms.Contains(scalar.Text)
            ? scalar.Text
            : throw context.Wrong(
                scalar,
                $"nothing makes address space '{scalar.Text}'",
                context.Names.Mms.Count is > 0 and <= 12
                    ? "one of " + string.Join(", ", context.Names.Mms)
                    : "one that process, fork or exec makes"
            );

    private string DeviceName(YamlScalar scalar) =>
        context.Host.FindDevice(scalar.Text)?.Name
        ?? throw context.Wrong(scalar, $"there is no device '{scalar.Text}' on host {context.Host.Name}", context.Host.DeviceHint);

    private string DomainName(YamlScalar scalar) =>
        context.Host.HasDomain(scalar.Text)
            ? scalar.Text
            : throw context.Wrong(scalar, $"there is no domain '{scalar.Text}' on host {context.Host.Name}", context.Host.DomainHint);
}

/// <summary>A figure of an address space.</summary>
internal sealed record MmCheck(Place Place, string Mm, string Figure, FigureBounds Bounds) : StateCheck(Place)
{
    /// <inheritdoc/>
    public override string? Explain(HostView host, IReadOnlyDictionary<string, long> counters)
    {
        if (host.Mms.FirstOrDefault(view => view.Name == Mm) is not { } mm)
        {
            return $"expected {Figure} of {Mm} to be {Bounds}, but {Mm} was never created";
        }

        var value = Figure switch
        {
            "users" => mm.Users,
            "count" => mm.Count,
            "resident" => (long)mm.Resident,
            "subscribers" => mm.Subscribers.Length,
            _ => mm.Exited ? 1 : 0,
        };
        return Bounds.Holds(value) ? null : $"expected {Figure} of {Mm} to be {Bounds}, but it is {value}";
    }
}
