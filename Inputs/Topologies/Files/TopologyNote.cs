namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>What a topology lacks because its source did not show it, or what was assumed in its place.</summary>
public enum TopologyNote
{
    /// <summary>Functions whose capabilities lspci could not read, because it did not run as root.</summary>
    CapabilitiesDenied,

    /// <summary>
    /// Functions of which the text gives ATS, PASID or PRI by name only, as lspci -v does: those capabilities are left out.
    /// </summary>
    CapabilitiesByName,

    /// <summary>Functions without a word about capabilities, as lspci prints them without -v.</summary>
    WithoutDetails,

    /// <summary>Functions with a PASID capability of width 0, which has PASID 0 only: it is left out.</summary>
    PasidWidthZero,

    /// <summary>Functions whose ids lspci cut off, because names before them are long.</summary>
    IdsCut,

    /// <summary>Lines around the text that are none of its own, such as prose around a Markdown block: left out.</summary>
    LinesAround,
}

/// <summary>Words for notes.</summary>
public static class TopologyNotes
{
    private static readonly (string Name, string Words)[] All =
    [
        ("capabilitiesDenied", "capabilities could not be read; run lspci -vvv as root, or add them with --grant"),
        (
            "capabilitiesByName",
            "ATS, PASID or PRI left out, because the text has only their names; run lspci -vvv as root, or add them with --grant"
        ),
        ("withoutDetails", "the text has no capabilities; run lspci -vvv as root, or add them with --grant"),
        ("pasidWidthZero", "PASID left out, because its width is 0 bits: there is no PASID but 0"),
        ("idsCut", "no id, because lspci cut it off after a long name; pci_devices.txt has it"),
        ("linesAround", "left out, because they are outside the text"),
    ];

    /// <summary>The name in JSON.</summary>
    /// <param name="note">The note.</param>
    public static string Name(this TopologyNote note) => All[(int)note].Name;

    /// <summary>The note as a sentence.</summary>
    /// <param name="note">The note.</param>
    /// <param name="count">How many functions or lines.</param>
    public static string Sentence(this TopologyNote note, int count)
    {
        var noun = note == TopologyNote.LinesAround ? "line" : "function";
        return FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}: {All[(int)note].Words}");
    }
}
