using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>
/// Settings of an IOMMU that no import shows: the size of its queue and cache, its PASID width, its driver's operations.
/// </summary>
/// <remarks>
/// Written <c>dmar0 pasid_width=16 page_request_queue=64 missing_ops=mm_invalidate</c>, in the words of an IOMMU in a scenario.
/// <c>all</c> means every IOMMU, and the name of a split IOMMU all its parts. Settings that are not named stay; later settings replace
/// earlier ones.
/// </remarks>
public sealed record IommuSettings
{
    /// <summary>What may be written, for messages.</summary>
    public const string Expected =
        "'<iommu, or all> [pasid_width=0..20] [page_request_queue=n] [iotlb_entries=n] [range_commands=true or false] "
        + "[ecs=true or false] [ops=op,op... or missing_ops=op,op...]'";

    /// <summary>Most entries of a queue or cache.</summary>
    public const int EntriesMost = 1 << 24;

    private const string Every = "all";

    /// <summary>Name of the IOMMU, or <c>all</c>.</summary>
    public required string Iommu { get; init; }

    /// <summary>PASID width in bits.</summary>
    public int? PasidWidth { get; init; }

    /// <summary>Capacity of the page request queue.</summary>
    public int? PageRequestQueue { get; init; }

    /// <summary>Capacity of the translation cache.</summary>
    public int? IotlbEntries { get; init; }

    /// <summary>Whether one invalidation can cover a range (Arm).</summary>
    public bool? RangeCommands { get; init; }

    /// <summary>VT-d: whether it is one of before 3.0, in extended context mode, which leaves entry 0 of a PASID table free.</summary>
    public bool? Ecs { get; init; }

    /// <summary>What the driver implements.</summary>
    public IommuOps? Ops { get; init; }

    /// <summary>Its place, for messages.</summary>
    public DirectivePlace Place { get; init; }

    /// <summary>Reads what people write on a command line.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The text is no setting; the file's name is <c>--iommu</c>.</exception>
    public static IommuSettings Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw new InputException("--iommu", 0, 0, $"'{text}' sets nothing", Expected);
        }

        var settings = new IommuSettings { Iommu = words[0] };
        foreach (var word in words[1..])
        {
            var parts = word.Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : "";
            settings =
                (
                    parts[0] switch
                    {
                        "pasid_width" when Within(value, 0, Model.Words.Pasid.WidthMaxBits) is { } width => settings with
                        {
                            PasidWidth = width,
                        },
                        "page_request_queue" when Within(value, 1, EntriesMost) is { } entries => settings with
                        {
                            PageRequestQueue = entries,
                        },
                        "iotlb_entries" when Within(value, 0, EntriesMost) is { } entries => settings with { IotlbEntries = entries },
                        "range_commands" when bool.TryParse(value, out var has) => settings with { RangeCommands = has },
                        "ecs" when bool.TryParse(value, out var has) => settings with { Ecs = has },
                        "ops" when settings.Ops is null && TryOps(value.Split(','), out var ops) => settings with { Ops = ops },
                        "missing_ops" when settings.Ops is null && TryOps(value.Split(','), out var missing) => settings with
                        {
                            Ops = IommuOps.All & ~missing,
                        },
                        _ => null,
                    }
                ) ?? throw new InputException("--iommu", 0, 0, $"'{word}' in '{text}' is no setting", Expected);
        }

        return settings;
    }

    /// <summary>Reads operations by their names in the kernel's driver interface.</summary>
    /// <param name="words">The names; <c>all</c> and <c>none</c>, too.</param>
    /// <param name="ops">The operations.</param>
    public static bool TryOps(IEnumerable<string> words, out IommuOps ops)
    {
        ops = IommuOps.None;
        foreach (var word in words)
        {
            var isName = word.Length > 0 && word.All(static letter => char.IsAsciiLetterLower(letter) || letter == '_');
            if (!isName || !Enum.TryParse<IommuOps>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var op))
            {
                return false;
            }

            ops |= op;
        }

        return true;
    }

    /// <summary>The names of operations, for files.</summary>
    /// <param name="ops">The operations.</param>
    public static IReadOnlyList<string> NamesOf(IommuOps ops) =>
        ops == IommuOps.All ? ["all"]
        : ops == IommuOps.None ? ["none"]
        :
        [
            .. Enum.GetValues<IommuOps>()
                .Where(op => op != IommuOps.None && op != IommuOps.All && ops.HasFlag(op))
                .Select(static op => Snake(op.ToString())),
        ];

    /// <summary>Whether an IOMMU is meant.</summary>
    /// <param name="iommu">The IOMMU.</param>
    public bool Matches(MachineIommu iommu) => Iommu == Every || Iommu == iommu.Name || Iommu == iommu.SplitFrom;

    /// <summary>These settings, and what others say beside them.</summary>
    /// <param name="before">The others; null for none.</param>
    public IommuSettings Over(IommuSettings? before) =>
        before is null
            ? this
            : this with
            {
                PasidWidth = PasidWidth ?? before.PasidWidth,
                PageRequestQueue = PageRequestQueue ?? before.PageRequestQueue,
                IotlbEntries = IotlbEntries ?? before.IotlbEntries,
                RangeCommands = RangeCommands ?? before.RangeCommands,
                Ecs = Ecs ?? before.Ecs,
                Ops = Ops ?? before.Ops,
            };

    /// <summary>The settings in words, without the IOMMU's name.</summary>
    public string Words()
    {
        var words = new List<string>();
        Add("pasid_width", PasidWidth);
        Add("page_request_queue", PageRequestQueue);
        Add("iotlb_entries", IotlbEntries);
        if (RangeCommands is { } has)
        {
            words.Add(has ? "range_commands=true" : "range_commands=false");
        }

        if (Ecs is { } isExtended)
        {
            words.Add(isExtended ? "ecs=true" : "ecs=false");
        }

        if (Ops is { } ops)
        {
            words.Add("ops=" + string.Join(',', NamesOf(ops)));
        }

        return string.Join(' ', words);

        void Add(string name, int? value)
        {
            if (value is { } number)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={number}"));
            }
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Iommu} {Words()}";

    private static int? Within(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;

    private static string Snake(string name) =>
        string.Concat(
            name.Select(
                static (letter, at) => char.IsAsciiLetterUpper(letter) ? (at == 0 ? "" : "_") + char.ToLowerInvariant(letter) : $"{letter}"
            )
        );
}
