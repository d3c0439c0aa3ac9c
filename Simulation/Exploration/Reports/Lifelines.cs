namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>The columns of a diagram of a schedule. The busiest actor is at the left, beside the actors that it works with; an actor that
/// only starts others is at the right; the actors that do not fit share one column.</summary>
public sealed class Lifelines
{
    // Outside actors are folded into one column before the actors that the diagram is about.
    private const int InsideCounts = 4;

    private readonly SortedDictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Assigns a column to every actor.</summary>
    /// <param name="story">The schedule.</param>
    /// <param name="shown">Which steps count.</param>
    /// <param name="nameOf">How actors are called.</param>
    /// <param name="most">How many columns there may be.</param>
    public Lifelines(Story story, ShownSteps shown, Func<string, ActorName> nameOf, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        StoryStep[] steps =
        [
            .. story.Steps.Index().Where(step => shown.Shows(step.Index, story.Steps.Count)).Select(static step => step.Item),
        ];
        var uses = story.Actors.ToDictionary(static actor => actor, actor => steps.Count(step => step.From == actor || step.To == actor));
        string[] used =
        [
            .. story
                .Actors.Where(actor => uses[actor] > 0)
                .OrderByDescending(actor => uses[actor] * (nameOf(actor).IsOutside ? 1 : InsideCounts)),
        ];
        // Actors with the fewest shown steps are folded first.
        var kept = used.Length <= most && used.Length == story.Actors.Count ? used : [.. used.Take(most - 1)];
        List<string> titles = [];
        foreach (
            var actor in Near([.. kept.Where(actor => !nameOf(actor).IsOutside)], steps)
                .Concat(kept.Where(actor => nameOf(actor).IsOutside))
        )
        {
            _places[actor] = titles.Count;
            titles.Add(nameOf(actor).Text);
        }

        Folded = story.Actors.Count - kept.Length;
        if (Folded > 0)
        {
            titles.Add(Folded == 1 ? nameOf(story.Actors.Single(actor => !kept.Contains(actor))).Text : $"{Folded} others");
        }

        Titles = titles;
    }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Titles { get; }

    /// <summary>How many actors have the last column in common; 0 for none.</summary>
    public int Folded { get; }

    /// <summary>The column of an actor.</summary>
    /// <param name="actor">The actor.</param>
    public int PlaceOf(string actor) => _places.GetValueOrDefault(actor, Titles.Count - 1);

    /// <summary>Whether an actor shares its column with others.</summary>
    /// <param name="actor">The actor.</param>
    public bool IsFolded(string actor) => Folded > 1 && !_places.ContainsKey(actor);

    // Neighbours change places as long as that makes arrows shorter.
    private static string[] Near(string[] actors, StoryStep[] steps)
    {
        for (var hasMoved = true; hasMoved; )
        {
            hasMoved = false;
            for (var at = 0; at + 1 < actors.Length; at++)
            {
                var before = Length(actors, steps);
                (actors[at], actors[at + 1]) = (actors[at + 1], actors[at]);
                if (Length(actors, steps) < before)
                {
                    hasMoved = true;
                }
                else
                {
                    (actors[at], actors[at + 1]) = (actors[at + 1], actors[at]);
                }
            }
        }

        return actors;
    }

    private static int Length(string[] actors, StoryStep[] steps)
    {
        var places = actors.Index().ToDictionary(static actor => actor.Item, static actor => actor.Index);
        return steps.Sum(step =>
            places.TryGetValue(step.From, out var from) && places.TryGetValue(step.To, out var to) ? Math.Abs(from - to) : 0
        );
    }
}
