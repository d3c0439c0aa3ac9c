namespace SvaOrleans.Simulation.Exploration.Search;

/// <summary>The tree of choices of an exhaustive search, and the workers in it. Only the paths on which workers are, or to which they will
/// come back, are kept.</summary>
internal sealed class SearchTree
{
    private readonly TreeStrategy[] _workers;
    private readonly (List<SearchNode> Nodes, List<Choice> Choices)[] _published;
    private int _busy;
    private readonly Func<bool> _isStopped;
    private bool _isStarted;

    /// <summary>A tree of which nothing is explored yet.</summary>
    /// <param name="name">The search's name.</param>
    /// <param name="reduction">The orders that are skipped.</param>
    /// <param name="workers">How many explore it.</param>
    /// <param name="isStopped">Polled by a worker that waits.</param>
    internal SearchTree(string name, Reduction reduction, int workers, Func<bool> isStopped)
    {
        Name = name;
        _isStopped = isStopped;
        Reduction = reduction;
        IsShared = workers > 1;
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new TreeStrategy(this))];
        _published = [.. _workers.Select(static _ => (new List<SearchNode>(), new List<Choice>()))];
    }

    internal string Name { get; }

    internal Reduction Reduction { get; }

    internal bool IsShared { get; }

    /// <summary>Guards all that more than one worker sees.</summary>
    internal object Gate { get; } = new();

    /// <summary>True once every schedule was explored, or one that means the same.</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>The next schedule for a worker; waits while others may yet find some.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="isFirst">Whether it has not run any yet.</param>
    /// <returns>Null when there is none left.</returns>
    internal TreeStrategy? Next(int worker, bool isFirst)
    {
        lock (Gate)
        {
            _busy -= isFirst ? 0 : 1;
            var mine = _workers[worker];
            while (true)
            {
                if (Take(worker, mine, isFirst))
                {
                    _busy++;
                    Publish(worker, mine);
                    Monitor.PulseAll(Gate);
                    return mine;
                }

                if (_busy == 0)
                {
                    IsExhausted = true;
                    Monitor.PulseAll(Gate);
                    return null;
                }

                Publish(worker, mine);
                Monitor.Wait(Gate, TimeSpan.FromMilliseconds(100));
                if (_isStopped())
                {
                    return null;
                }
            }
        }
    }

    /// <summary>Waits until what was chosen earlier at a node has run once, on other workers: only then is it known what may
    /// sleep.</summary>
    internal void AwaitKnown(SearchNode node, Choice chosen)
    {
        Monitor.PulseAll(Gate);
        while (!node.KnowsAllBefore(chosen) && !_isStopped())
        {
            Monitor.Wait(Gate, TimeSpan.FromMilliseconds(100));
        }
    }

    private bool Take(int worker, TreeStrategy mine, bool isFirst)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            mine.Fix();
            return true;
        }

        return (!isFirst && mine.Backtrack()) || Steal(worker, mine);
    }

    // From the top of another worker's path: what is left there is likely most.
    private bool Steal(int worker, TreeStrategy mine)
    {
        for (var other = 0; other < _workers.Length; other++)
        {
            (var nodes, var choices) = _published[other];
            if (other == worker)
            {
                continue;
            }

            for (var depth = 0; depth < nodes.Count; depth++)
            {
                if (nodes[depth].TakeNext() is { } next)
                {
                    mine.Follow(nodes.Take(depth + 1), choices.Take(depth).Append(next));
                    mine.Fix();
                    return true;
                }
            }
        }

        return false;
    }

    private void Publish(int worker, TreeStrategy mine)
    {
        if (!IsShared)
        {
            return;
        }

        (var nodes, var choices) = _published[worker];
        nodes.Clear();
        nodes.AddRange(mine.Path);
        choices.Clear();
        choices.AddRange(mine.Choices);
    }
}
