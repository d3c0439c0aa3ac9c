namespace SvaOrleans.Inputs.Traces.Decoding;

/// <summary>What a reader assumed where the text does not decide.</summary>
public enum Assumption
{
    /// <summary>
    /// A call returned the id of no task, and the next task that appeared is its child: the parent is in another PID namespace.
    /// </summary>
    ChildOfOtherNamespace,

    /// <summary>A task is the child of a call whose result the trace does not show.</summary>
    ChildOfUnknownResult,

    /// <summary>A task is the child of the only call that was under way.</summary>
    ChildOfOnlyCall,

    /// <summary>What a clone shares is concluded from other arguments, because its flags are not in the trace.</summary>
    SharingByArguments,

    /// <summary>A line before a quoted trace, or outside the blocks of one in Markdown, is no part of it.</summary>
    LineAround,
}

/// <summary>Words for assumptions.</summary>
public static class Assumptions
{
    private static readonly (string Name, string Words)[] All =
    [
        ("childOfOtherNamespace", "children found by order, because the returned id is of another PID namespace"),
        ("childOfUnknownResult", "children of a call whose result the trace does not show"),
        ("childOfOnlyCall", "children of the only fork, vfork or clone that was under way"),
        ("sharingByArguments", "clones whose flags are not in the trace; their other arguments decide"),
        ("lineAround", "lines around a trace that is quoted or in Markdown blocks, left out"),
    ];

    /// <summary>The name in JSON.</summary>
    /// <param name="assumption">The assumption.</param>
    public static string Name(this Assumption assumption) => All[(int)assumption].Name;

    /// <summary>The assumption in words; the name itself when it is not known.</summary>
    /// <param name="name">The name in JSON.</param>
    public static string Words(string name) => All.FirstOrDefault(one => one.Name == name).Words ?? name;
}
