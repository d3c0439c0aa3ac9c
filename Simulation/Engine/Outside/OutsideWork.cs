namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Work that left a run: whose, where it begins, and what it is.</summary>
/// <param name="Grain">The grain, or "client".</param>
/// <param name="Method">The request, or null.</param>
/// <param name="Code">Class and method, or null.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsAwaited">Whether code awaits it.</param>
internal sealed record OutsideWork(string Grain, string? Method, string? Code, OutsideKind Kind, bool IsAwaited)
{
    /// <summary>The request, where more may be learned of it: it was caught on its way, not found in a wait.</summary>
    internal GrainRequest? Request { get; init; }

    /// <summary>The run that it left.</summary>
    internal RunMark? Run { get; init; }

    internal const string Client = "client";

    internal string Await => Kind.Name;

    public override string ToString()
    {
        var who =
            Grain == Client ? "Client code leaves the run"
            : Method is null ? $"Code of {Grain} leaves its activation"
            : $"{Grain} {Method} leaves its activation";
        var where =
            Code is null ? Kind.Name
            : IsAwaited ? $"{Code} awaits {Kind.Name}"
            : $"{Code} uses {Kind.Name}";
        return $"{who}: {where}, which {Kind.Why}. {Kind.Instead}.";
    }
}
