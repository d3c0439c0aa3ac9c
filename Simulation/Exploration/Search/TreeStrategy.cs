using System.Numerics;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Order;
using SvaOrleans.Simulation.Exploration.Runs;

namespace SvaOrleans.Simulation.Exploration.Search;

/// <summary>One worker of an exhaustive search: runs along a path of the tree, goes on oldest first beyond its end, and adds to the nodes of the
/// path the choices that the races it has seen call for.</summary>
internal sealed class TreeStrategy(SearchTree tree) : Strategy, IStepWatcher
{
    private readonly List<SearchNode> _path = [];
    private readonly List<Choice> _choices = [];
    private readonly List<int> _nodeOfStep = [];
    private readonly List<int> _candidates = [];
    private List<Choice> _asleep = [];
    private ulong[] _after = new ulong[4];
    private int _prefix;
    private int _at;
    private int _freshFrom;

    public override string Name => tree.Name;

    public override bool AsksAlways => true;

    public override bool ChoosesFaults => true;

    /// <summary>The nodes from the root to where the next schedule leaves what was explored.</summary>
    internal List<SearchNode> Path => _path;

    public override void Begin()
    {
        _at = 0;
        _nodeOfStep.Clear();
        _asleep = [];
    }

    public override int Choose(ReadySteps ready)
    {
        var step = _nodeOfStep.Count;
        FindCandidates(ready);
        if (_candidates.Count == 1 || (_at < _prefix && !IsChoiceAt(step)))
        {
            _nodeOfStep.Add(-1);
            return _at >= _prefix && IsAsleep(ready.StepAt(_candidates[0]).Sequence) ? Cut : _candidates[0];
        }

        if (_at < _prefix)
        {
            var wanted = _choices[_at].Sequence;
            _nodeOfStep.Add(_at++);
            foreach (var index in _candidates)
            {
                if (ready.StepAt(index).Sequence == wanted)
                {
                    return index;
                }
            }

            throw new ViolationException(
                new(ViolationKind.NonDeterminism, "determinism", $"step {step} of a repeated schedule was not ready again")
            );
        }

        return Branch(ready, step);
    }

    public override int Draw(int bound)
    {
        if (_at >= _prefix)
        {
            var node = SearchNode.OfDraw(_nodeOfStep.Count - 1, bound);
            _path.Add(node);
            _choices.Add(node.Take(0));
        }

        return (int)_choices[_at++].Sequence;
    }

    public void Ran(CausalOrder order, IReadOnlyList<int> races)
    {
        var index = order.Count - 1;
        if (index < _freshFrom)
        {
            return;
        }

        var step = order[index];
        var at = _nodeOfStep[index];
        if (tree.IsShared)
        {
            lock (tree.Gate)
            {
                Learn(step, at);
                if (at >= 0)
                {
                    tree.AwaitKnown(_path[at], _choices[at]);
                }

                Conclude(order, races, index, step, at);
            }
        }
        else
        {
            Learn(step, at);
            Conclude(order, races, index, step, at);
        }
    }

    /// <summary>Follows this path from now on, down to a new choice at its end.</summary>
    internal void Follow(IEnumerable<SearchNode> path, IEnumerable<Choice> choices)
    {
        SearchNode[] nodes = [.. path];
        Choice[] taken = [.. choices];
        _path.Clear();
        _choices.Clear();
        _path.AddRange(nodes);
        _choices.AddRange(taken);
    }

    /// <summary>Goes back to the last node of the path where something else is to be tried, and chooses it.</summary>
    /// <returns>False if there is none.</returns>
    internal bool Backtrack()
    {
        while (_path.Count > 0)
        {
            if (_path[^1].TakeNext() is { } next)
            {
                _choices[^1] = next;
                Fix();
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }

    /// <summary>What is chosen at the nodes of the path.</summary>
    internal List<Choice> Choices => _choices;

    /// <summary>The path stands: what comes after it is new.</summary>
    internal void Fix()
    {
        _prefix = _path.Count;
        _freshFrom = _prefix == 0 ? 0 : _path[^1].StepIndex;
    }

    // An answer for which nobody waits yet can come later as well: when it comes is seen by nobody.
    private void FindCandidates(ReadySteps ready)
    {
        _candidates.Clear();
        for (var index = 0; index < ready.Count; index++)
        {
            if (tree.Reduction == Reduction.None || !CausalOrder.IsUnseen(ready[index]))
            {
                _candidates.Add(index);
            }
        }

        if (_candidates.Count == 0)
        {
            _candidates.Add(0);
        }

        AddFaults(ready);
    }

    // A fault need not come: one that sleeps is explored elsewhere, and is no choice here.
    private void AddFaults(ReadySteps ready)
    {
        for (var fault = 0; fault < ready.FaultCount; fault++)
        {
            if (_at < _prefix || !IsAsleep(ready.Faults[fault].Sequence))
            {
                _candidates.Add(ready.Count + fault);
            }
        }
    }

    // In a repeated path there was no choice where all faults that are possible slept.
    private bool IsChoiceAt(int step) => _path[_at] is { IsDraw: false } node && node.StepIndex == step;

    private int Branch(ReadySteps ready, int step)
    {
        var chosen = -1;
        var hasStep = false;
        var node = SearchNode.OfSteps(step, _asleep);

        // Faults first, from the last candidate back: each sleeps from then on, until a step comes that has to do with it.
        for (var at = _candidates.Count - 1; at >= 0 && _candidates[at] >= ready.Count; at--)
        {
            node.Want(ready.StepAt(_candidates[at]).Sequence);
            chosen = chosen < 0 ? _candidates[at] : chosen;
        }

        foreach (var index in _candidates)
        {
            var sequence = ready.StepAt(index).Sequence;
            if (index >= ready.Count || IsAsleep(sequence))
            {
                continue;
            }

            if (!hasStep || tree.Reduction != Reduction.SourceSets)
            {
                node.Want(sequence);
            }

            hasStep = true;
            chosen = chosen < 0 ? index : chosen;
        }

        if (chosen < 0)
        {
            return Cut;
        }

        _path.Add(node);
        _choices.Add(node.Take(ready.StepAt(chosen).Sequence));
        _nodeOfStep.Add(_at++);
        return chosen;
    }

    private void Learn(StepRecord step, int at)
    {
        if (at >= 0)
        {
            _choices[at].Learn(step.Footprint);
        }
    }

    private void Conclude(CausalOrder order, IReadOnlyList<int> races, int index, StepRecord step, int at)
    {
        if (tree.Reduction == Reduction.None)
        {
            return;
        }

        if (at >= 0)
        {
            _asleep = _path[at].AsleepAfter(_choices[at]);
        }
        else if (_asleep.Count > 0)
        {
            _asleep = _asleep.FindAll(choice => !choice.Footprint.DependsOn(step.Footprint));
        }

        if (tree.Reduction == Reduction.SourceSets)
        {
            foreach (var race in races)
            {
                Reverse(order, race, index);
            }
        }
    }

    // Source sets: before the earlier step of a race some step must be tried with which a schedule can begin that has the later one first.
    private void Reverse(CausalOrder order, int earlier, int later)
    {
        if (_nodeOfStep[earlier] < 0)
        {
            return;
        }

        var words = (later >> 6) + 1;
        if (_after.Length < words)
        {
            _after = new ulong[words * 2];
        }

        var after = _after.AsSpan(0, words);
        after.Clear();
        for (var index = earlier + 1; index <= later; index++)
        {
            if (index == later || (!order[index].IsUnseen && !order.IsBefore(earlier, index)))
            {
                after[index >> 6] |= 1UL << (index & 63);
            }
        }

        var node = _path[_nodeOfStep[earlier]];
        long first = 0;
        for (var word = 0; word < words; word++)
        {
            for (var rest = after[word]; rest != 0; rest &= rest - 1)
            {
                var index = (word << 6) + BitOperations.TrailingZeroCount(rest);
                if (Meets(order.EarlierThan(index), after))
                {
                    continue;
                }

                var sequence = order[index].Sequence;
                if (node.Covers(sequence))
                {
                    return;
                }

                first = first == 0 ? sequence : first;
            }
        }

        node.Want(first);
    }

    private static bool Meets(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < other.Length; word++)
        {
            if ((one[word] & other[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAsleep(long sequence)
    {
        foreach (var choice in _asleep)
        {
            if (choice.Sequence == sequence)
            {
                return true;
            }
        }

        return false;
    }
}
