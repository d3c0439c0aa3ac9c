namespace SvaOrleans.Simulation.Engine.Admission;

/// <summary>May a waiting request start while others run? The rule of Orleans' activations as one table; the first row that answers wins.</summary>
/// <remarks>
/// Rows 1 and 2 look at the incoming request alone; rows 3 to 7 compare it with an opponent, which the profile chooses: the remembered blocking
/// request, or each running request in turn. Source of the behaviour: dotnet/orleans, ActivationData.MayInvokeRequest.
/// </remarks>
public static class AdmissionRule
{
    private static readonly AdmissionRow[] AllRows =
    [
        new(1, "nothing is running", true, static (at, incoming, opponent) => at.RunningCount == 0),
        new(2, "the incoming request always interleaves", true, static (at, incoming, opponent) => incoming.IsAlwaysInterleave),
        new(3, "no blocking request is recorded", true, static (at, incoming, opponent) => opponent is null),
        new(4, "both are read-only", true, static (at, incoming, opponent) => incoming.IsReadOnly && opponent!.IsReadOnly),
        new(
            5,
            "the incoming request belongs to a call chain that may re-enter",
            true,
            static (at, incoming, opponent) => at.MayReenter(incoming.ChainId)
        ),
        new(
            6,
            "the class lets the incoming or the running request interleave",
            true,
            static (at, incoming, opponent) => at.Interleaves(incoming) || at.Interleaves(opponent!)
        ),
        new(7, "otherwise", false, static (at, incoming, opponent) => true),
    ];

    /// <summary>The rows, in the order in which they are asked.</summary>
    public static IReadOnlyList<AdmissionRow> Rows => AllRows;

    /// <summary>The row that decides over a request, and the running request with which it was compared last.</summary>
    /// <param name="at">The activation that holds the request.</param>
    /// <param name="incoming">The request.</param>
    /// <param name="opponent">The running request that made it wait, or null.</param>
    /// <returns>The row.</returns>
    public static AdmissionRow Decide(Activation at, GrainRequest incoming, out GrainRequest? opponent)
    {
        opponent = at.Blocking;
        if (at.World.Options.Profile == AdmissionProfile.Orleans10 || at.RunningCount == 0 || incoming.IsAlwaysInterleave)
        {
            return FirstRow(at, incoming, opponent);
        }

        var row = AllRows[2];
        opponent = null;
        for (var i = 0; i < at.RunningCount; i++)
        {
            var running = at.Running(i);
            if (running.IsAlwaysInterleave)
            {
                continue;
            }

            opponent = running;
            row = FirstRow(at, incoming, running);
            if (!row.Admits)
            {
                break;
            }
        }

        return row;
    }

    private static AdmissionRow FirstRow(Activation at, GrainRequest incoming, GrainRequest? opponent)
    {
        foreach (var row in AllRows)
        {
            if (row.Matches(at, incoming, opponent))
            {
                return row;
            }
        }

        throw new InvalidOperationException("The last row of the admission table matches everything.");
    }
}
