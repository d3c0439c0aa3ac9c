namespace SvaOrleans.Simulation.Exploration.Search;

/// <summary>A moment of a schedule at which a choice was made: which of the ready steps runs, or which number is drawn.</summary>
internal sealed class SearchNode
{
    private readonly List<Choice> _taken = [];
    private readonly List<long> _wanted = [];
    private readonly int _bound;

    private SearchNode(int bound, int stepIndex, IReadOnlyList<Choice> asleep)
    {
        _bound = bound;
        StepIndex = stepIndex;
        Asleep = asleep;
    }

    /// <summary>Place of the step that is chosen here, or during which the number is drawn.</summary>
    internal int StepIndex { get; }

    /// <summary>True for a number that is drawn.</summary>
    internal bool IsDraw => _bound > 0;

    /// <summary>Steps that need not be chosen here: what they begin is explored elsewhere.</summary>
    internal IReadOnlyList<Choice> Asleep { get; }

    /// <summary>The choices made here, in order.</summary>
    internal IReadOnlyList<Choice> Taken => _taken;

    /// <summary>A choice among ready steps.</summary>
    internal static SearchNode OfSteps(int stepIndex, IReadOnlyList<Choice> asleep) => new(0, stepIndex, asleep);

    /// <summary>A number to draw.</summary>
    internal static SearchNode OfDraw(int stepIndex, int bound)
    {
        SearchNode node = new(bound, stepIndex, []);
        for (var number = 0; number < bound; number++)
        {
            node._wanted.Add(number);
        }

        return node;
    }

    /// <summary>Whether a step is chosen here some time, or need not be.</summary>
    internal bool Covers(long sequence) => _wanted.Contains(sequence) || IsAsleep(sequence);

    internal bool IsAsleep(long sequence)
    {
        foreach (var choice in Asleep)
        {
            if (choice.Sequence == sequence)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A step shall be chosen here.</summary>
    internal void Want(long sequence) => _wanted.Add(sequence);

    /// <summary>Takes the next one that is wanted and was not chosen yet; null when there is none.</summary>
    internal Choice? TakeNext()
    {
        if (_taken.Count >= _wanted.Count)
        {
            return null;
        }

        foreach (var sequence in _wanted)
        {
            if (!IsAsleep(sequence) && !_taken.Exists(choice => choice.Sequence == sequence))
            {
                return Take(sequence);
            }
        }

        return null;
    }

    /// <summary>Chooses.</summary>
    internal Choice Take(long sequence)
    {
        Choice choice = new(sequence);
        _taken.Add(choice);
        return choice;
    }

    /// <summary>Whether it is known what every choice touches that was made here before one.</summary>
    internal bool KnowsAllBefore(Choice chosen)
    {
        foreach (var choice in _taken)
        {
            if (ReferenceEquals(choice, chosen))
            {
                return true;
            }

            if (!choice.IsKnown)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The steps that need not be chosen after a choice here: what slept or was chosen before, unless the choice has something to
    /// do with it.</summary>
    internal List<Choice> AsleepAfter(Choice chosen)
    {
        List<Choice> asleep = [];
        Keep(Asleep);
        Keep(_taken);
        return asleep;

        void Keep(IReadOnlyList<Choice> choices)
        {
            foreach (var choice in choices)
            {
                if (ReferenceEquals(choice, chosen))
                {
                    return;
                }

                if (choice.IsKnown && !choice.Footprint.DependsOn(chosen.Footprint))
                {
                    asleep.Add(choice);
                }
            }
        }
    }
}
