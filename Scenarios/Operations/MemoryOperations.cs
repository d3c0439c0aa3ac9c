using SvaOrleans.Documents.Shapes;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>Operations on an address space.</summary>
internal static class MemoryOperations
{
    private static readonly Field Mm = new("mm", Shapes.Name, "The address space.", true);

    private static readonly SortedDictionary<string, Advice> Advices = new(StringComparer.Ordinal)
    {
        ["normal"] = Advice.Normal,
        ["random"] = Advice.Random,
        ["sequential"] = Advice.Sequential,
        ["willneed"] = Advice.WillNeed,
        ["dontneed"] = Advice.DontNeed,
        ["free"] = Advice.Free,
        ["cold"] = Advice.Cold,
        ["pageout"] = Advice.PageOut,
        ["remove"] = Advice.Remove,
        ["other"] = Advice.Other,
    };

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "mmap",
            "mmap: at the given pages, replacing existing mappings; with count alone, at a free place.",
            Operation.Named(
                "mmap",
                [
                    Mm,
                    .. DeviceOperations.PageFields("pages"),
                    new("count", Shapes.Number(1, 1ul << 40), "Instead of pages: the number of pages, at a free place."),
                    new("rights", Shapes.Rights, "Rights; rw if absent."),
                    new("shared", Shapes.Flag, "Whether it is shared over forks; false if absent."),
                ],
                new KeyChoice(["pages", "addr", "count"])
            ),
            static at =>
                at.Has("count")
                    ? new MemoryStep(
                        at.StepId,
                        at.Mm("mm"),
                        MemoryOperation.Mmap,
                        new(default, at.Number("count", 0)),
                        false,
                        at.Rights("rights", "rw"),
                        at.Flag("shared")
                    )
                    : new MemoryStep(
                        at.StepId,
                        at.Mm("mm"),
                        MemoryOperation.Mmap,
                        at.Range(),
                        true,
                        at.Rights("rights", "rw"),
                        at.Flag("shared")
                    )
        )
        {
            Actor = "mm",
        },
        OnRange(
            "munmap",
            "munmap: removes page-table entries, then every device's translations, then the pages.",
            MemoryOperation.Munmap,
            "mm"
        ),
        WithRights(
            "mprotect",
            "mprotect: other rights for pages.",
            MemoryOperation.Mprotect,
            new("rights", Shapes.Rights, "The new rights.", true),
            "mm"
        ),
        new(
            "madvise",
            "madvise: dontneed, free, pageout and remove remove pages, so devices must drop their translations.",
            Operation.Named(
                "madvise",
                [
                    Mm,
                    .. DeviceOperations.PageFields("pages"),
                    new("advice", new WordShape("an advice", [.. Advices.Keys]), "The advice.", true),
                ],
                DeviceOperations.PageChoices
            ),
            static at => new MemoryStep(at.StepId, at.Mm("mm"), MemoryOperation.Madvise, at.Range(), Advice: Advices[at.Word("advice")])
        )
        {
            Actor = "mm",
        },
        new(
            "mremap",
            "mremap: a mapping grows, shrinks or moves.",
            Operation.Named(
                "mremap",
                [
                    Mm,
                    .. DeviceOperations.PageFields("old pages"),
                    new("count", Shapes.Number(0, 1ul << 40), "The new number of pages; as many as before if absent."),
                    new("to", Shapes.PageNumber, "The page at which it begins, replacing existing mappings (MREMAP_FIXED)."),
                    new("maymove", Shapes.Flag, "Whether it may move; true if absent."),
                    new("dontunmap", Shapes.Flag, "Whether the old mapping stays, empty; false if absent."),
                ],
                DeviceOperations.PageChoices
            ),
            static at => Remap(at)
        )
        {
            Actor = "mm",
        },
        new(
            "brk",
            "brk: the heap ends before this page.",
            Operation.Named(
                "brk",
                [
                    Mm,
                    new("end", Shapes.PageNumber, "The page after the heap's last one.", true),
                    new("start", Shapes.Flag, "Whether the heap, still empty, begins there; false if absent."),
                ]
            ),
            static at => new MemoryStep(at.StepId, at.Mm("mm"), MemoryOperation.Brk, new(default, at.Number("end", 0)), at.Flag("start"))
        )
        {
            Actor = "mm",
        },
        WithRights(
            "adopt",
            "Creates mappings in the holes of a range, for those that a trace does not show.",
            MemoryOperation.Adopt,
            new("rights", Shapes.Rights, "Rights; rw if absent.")
        ),
        WithRights(
            "touch",
            "The CPU reads or writes pages.",
            MemoryOperation.Touch,
            new("access", Shapes.Rights, "r, w or rw; r if absent."),
            "mm"
        ),
        OnRange("change_pte", "Page merging gives a resident page another frame; the notifier's change_pte.", MemoryOperation.ChangePte),
        OnRange("reclaim", "Memory pressure removes resident pages.", MemoryOperation.Reclaim),
        OnRange("age", "Ageing tests whether pages were used lately; the notifier's clear_flush_young.", MemoryOperation.Age),
    ];

    private static Operation OnRange(string keyword, string doc, MemoryOperation operation, string? actor = null) =>
        new(
            keyword,
            doc,
            Operation.Named(keyword, [Mm, .. DeviceOperations.PageFields("pages")], DeviceOperations.PageChoices),
            at => new MemoryStep(at.StepId, at.Mm("mm"), operation, at.Range())
        )
        {
            Actor = actor,
        };

    private static Operation WithRights(string keyword, string doc, MemoryOperation operation, Field rights, string? actor = null) =>
        new(
            keyword,
            doc,
            Operation.Named(keyword, [Mm, .. DeviceOperations.PageFields("pages"), rights], DeviceOperations.PageChoices),
            at => new MemoryStep(
                at.StepId,
                at.Mm("mm"),
                operation,
                at.Range(),
                Protection: at.Rights(rights.Name, operation == MemoryOperation.Touch ? "r" : "rw")
            )
        )
        {
            Actor = actor,
        };

    private static MemoryStep Remap(ArgumentReader at)
    {
        var old = at.Range();
        var options = RemapOptions.None;
        if (!at.Has("maymove") || at.Flag("maymove"))
        {
            options |= RemapOptions.MayMove;
        }

        PageNumber? target = null;
        if (at.Has("to"))
        {
            options |= RemapOptions.Fixed;
            target = new(at.Number("to", 0));
        }

        if (at.Flag("dontunmap"))
        {
            options |= RemapOptions.DontUnmap;
        }

        return new(
            at.StepId,
            at.Mm("mm"),
            MemoryOperation.Mremap,
            old,
            Remap: options,
            NewPageCount: at.Number("count", old.Count),
            Target: target
        );
    }
}
