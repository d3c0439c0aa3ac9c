using SvaOrleans.Documents.Shapes;
using SvaOrleans.Scenarios.Fields;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Scenarios.Format;

/// <summary>The shape of a step: at the top, under <c>setup:</c>, and inside a parallel block.</summary>
internal static class StepShapes
{
    private static readonly Field Id = new("id", Shapes.Name, "A name for the step, for relations and output.");
    private static readonly Field As = new(
        "as",
        Shapes.Name,
        "bind, open: the name under which later steps find the PASID ($name) or the descriptor."
    );
    private static readonly Field Host = new("host", Shapes.Name, "The host; needed where there are several.");

    private static readonly IReadOnlyList<Field> Operations =
    [
        .. OperationTable.All.Select(static operation => new Field(
            operation.Keyword,
            new NamedShape("arguments_" + operation.Keyword, () => operation.Arguments),
            operation.Doc
        )),
    ];

    private static readonly string[] Keywords = [.. OperationTable.All.Select(static operation => operation.Keyword)];

    private static readonly MappingShape FiguresShape = new(
        "{figure: number}",
        [],
        new(new TextShape("a figure, such as fanOut", "^[a-z][a-zA-Z_]*$"), Shapes.Figure)
    );

    private static readonly Field[] OutcomeFields =
    [
        new("error", Shapes.Errno, "The result: 0, or an error such as -EEXIST."),
        new("pasid", Shapes.Pasid, "The PASID that it gives or uses."),
        new("figures", FiguresShape, "Other figures of the result: a number, or {min: N, max: N}."),
    ];

    private static readonly NamedShape Outcome = new("outcome", static () => OutcomeShape!);

    private static readonly EitherShape OutcomeShape = new(
        "an error such as -EEXIST, or {error, pasid, figures}",
        [Shapes.Errno],
        null,
        new MappingShape("{error, pasid, figures}", OutcomeFields, MinCount: 1)
    );

    private static readonly EitherShape Expectation = new(
        "an error such as -EEXIST, {error, pasid, figures}, or {one_of: [...]}",
        [Shapes.Errno],
        null,
        new CaseShape(
            "{error, pasid, figures}, or {one_of: [...]}",
            [
                new(
                    ["one_of"],
                    new MappingShape(
                        "{one_of: [...]}",
                        [new("one_of", new ListShape("a list of two or more outcomes", Outcome, 2), "The expected outcomes.", true)]
                    )
                ),
                new([], new MappingShape("{error, pasid, figures}", OutcomeFields, MinCount: 1)),
            ]
        )
    );

    private const string InBranch = "{one_of: [...]}, since inside parallel the order decides, or {always: true, error: ...}";

    private static readonly EitherShape BranchExpectation = new(
        InBranch,
        [],
        null,
        new CaseShape(
            InBranch,
            [
                new(
                    ["one_of"],
                    new MappingShape(
                        InBranch,
                        [new("one_of", new ListShape("a list of two or more outcomes", Outcome, 2), "The expected outcomes.", true)]
                    )
                ),
                new(
                    [],
                    new MappingShape(
                        InBranch,
                        [
                            new(
                                "always",
                                new TrueShape(),
                                "Claims that no order gives another outcome, which only explore can prove.",
                                true
                            ),
                            .. OutcomeFields,
                        ],
                        MinCount: 2
                    )
                ),
            ]
        )
    );

    private static readonly ListShape Labels = new("a list of steps' ids", Shapes.Name, 1);

    private static readonly MappingShape RelationShape = new(
        "exactly_one, count, returns_in_order or same_pasid",
        [
            new(
                "exactly_one",
                new MappingShape(
                    "{result, of}",
                    [new("result", Outcome, "The outcome.", true), new("of", Labels, "The steps; all of the block if absent.")]
                ),
                "Exactly one of the steps has this outcome."
            ),
            new(
                "count",
                new MappingShape(
                    "{result, times, of}",
                    [
                        new("result", Outcome, "The outcome.", true),
                        new("times", Shapes.Figure, "How many steps.", true),
                        new("of", Labels, "The steps; all of the block if absent."),
                    ]
                ),
                "That many of the steps have this outcome."
            ),
            new("returns_in_order", new ListShape("a list of two or more steps' ids", Shapes.Name, 2), "The steps return in this order."),
            new("same_pasid", Labels, "The steps that succeed get the same PASID."),
        ],
        OneOf: [new(["exactly_one", "count", "returns_in_order", "same_pasid"])]
    );

    private static readonly Field Branches = new(
        "parallel",
        new EitherShape(
            "branches: lists of steps, or {name: steps}",
            [],
            new ListShape("two or more branches", new ListShape("a branch: a list of steps", BranchStep, 1), 2),
            new MappingShape(
                "two or more branches: {name: steps}",
                [],
                new(Shapes.Name, new ListShape("a branch: a list of steps", BranchStep, 1)),
                MinCount: 2
            )
        ),
        "Branches that run in parallel, each by its own task.",
        true
    );

    private static readonly MappingCase Plain = new(
        Keywords,
        new(
            "an operation, parallel, workload or expect",
            [.. Operations, Id, As, Host, new("expect", Expectation, "The expected result.")],
            OneOf: [new(Keywords)]
        )
    );

    private static readonly MappingCase InBranchCase = new(
        Keywords,
        new(
            "an operation or parallel",
            [.. Operations, Id, As, new("expect", BranchExpectation, "The expected result.")],
            OneOf: [new(Keywords)]
        )
    );

    private static readonly MappingCase Parallel = new(
        ["parallel"],
        new(
            "parallel, expect, host",
            [
                Branches,
                Host,
                new("expect", new ListShape("a list of relations", RelationShape, 1), "Conditions on the steps of the block together."),
            ]
        )
    );

    private static readonly MappingCase Workload = new(
        ["workload"],
        new(
            "workload, id, host, expect",
            [
                new("workload", WorkloadShape.Arguments, "Replays an address-space trace against devices.", true),
                Id,
                Host,
                new(
                    "expect",
                    new MappingShape("{figures}", [new("figures", FiguresShape, "Figures of the replay.", true)]),
                    "The expected figures."
                ),
            ]
        )
    );

    private static readonly MappingCase State = new(
        ["expect"],
        new("an operation, parallel, workload or expect", [new("expect", StateShapes.State, "The expected state.", true), Host])
    );

    /// <summary>A step at the top.</summary>
    public static NamedShape Step { get; } = new("step", static () => new CaseShape("a step", [Parallel, Workload, Plain, State]));

    /// <summary>A step under <c>setup:</c>.</summary>
    public static NamedShape SetupStep { get; } = new("setup_step", static () => Plain.Shape);

    /// <summary>A step of a branch.</summary>
    public static NamedShape BranchStep => new("branch_step", static () => new CaseShape("a step of a branch", [Parallel, InBranchCase]));
}
