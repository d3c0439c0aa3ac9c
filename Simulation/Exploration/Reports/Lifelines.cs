namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>The columns of a picture of a schedule: who works most stands left, beside those with whom it works; who only sets things off
/// stands right; those for whom there is no room share one column.</summary>
public sealed class Lifelines
{
    // What somebody outside does may fold into one column sooner than what the picture is about.
    private const int InsideCounts = 4;

    private readonly SortedDictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Finds a place for everybody.</summary>
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
        // Who has least to do with the shown steps leaves first.
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

    /// <summary>Somebody's column.</summary>
    /// <param name="actor">Who.</param>
    public int PlaceOf(string actor) => _places.GetValueOrDefault(actor, Titles.Count - 1);

    /// <summary>Whether a column does not say who is meant.</summary>
    /// <param name="actor">Who.</param>
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
