using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Scenarios.Operations;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Branches;

/// <summary>Checks that a kernel can run the parallel blocks: a task is in one system call at a time, and a process in as many as it has
/// threads.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="hasOneHost">Whether steps need not say on which host they run.</param>
internal sealed class OwnActsCheck(string file, bool hasOneHost)
{
    private readonly SortedDictionary<(string Host, string Task), string> _mmOfTask = [];
    private readonly List<ScenarioWarning> _warnings = [];

    /// <summary>Blocks that can run only if a process has more threads than the scenario gives it.</summary>
    public IReadOnlyList<ScenarioWarning> Warnings => _warnings;

    /// <summary>Checks steps, in their order.</summary>
    /// <param name="steps">The steps; null for none.</param>
    /// <exception cref="InputException">One task acts in two branches at once.</exception>
    public void Check(YamlSequence? steps)
    {
        foreach (var step in steps?.Items.OfType<YamlMapping>() ?? [])
        {
            CheckStep(step, hasOneHost ? "" : (step.Find("host") as YamlScalar)?.Text ?? "");
        }
    }

    private void CheckStep(YamlMapping step, string host)
    {
        foreach (var (key, value) in step.Entries)
        {
            if (key.Text == "parallel")
            {
                CheckBlock(BranchesOf(value), host);
            }
            else if (OperationTable.Find(key.Text) is { } operation)
            {
                Follow(operation, value, host);
            }
        }
    }

    private void CheckBlock((string Name, YamlSequence Steps)[] branches, string host)
    {
        SortedDictionary<string, (string Branch, OwnAct Act)> actors = new(StringComparer.Ordinal);
        SortedDictionary<string, List<OwnAct>> firstOfMm = new(StringComparer.Ordinal);
        SortedDictionary<string, string> before = new(StringComparer.Ordinal);
        foreach (var ((_, task), mm) in _mmOfTask.Where(one => one.Key.Host == host))
        {
            before.Add(task, mm);
        }

        foreach (var (name, steps) in branches)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (var act in ActsOf(steps))
            {
                if (act.Task is { } task && !actors.TryAdd(task, (name, act)) && actors[task].Branch != name)
                {
                    throw Twice(task, act, name, actors[task]);
                }

                if ((act.Mm ?? (act.Task is { } one ? before.GetValueOrDefault(one) : null)) is { } mm && seen.Add(mm))
                {
                    if (!firstOfMm.TryGetValue(mm, out var acts))
                    {
                        firstOfMm.Add(mm, acts = []);
                    }

                    acts.Add(act);
                }
            }
        }

        // A branch may use what the block itself makes, so threads of all branches count.
        foreach (var step in branches.SelectMany(static branch => branch.Steps.Items).OfType<YamlMapping>())
        {
            CheckStep(step, host);
        }

        foreach (var (mm, acts) in firstOfMm)
        {
            Warn(
                mm,
                acts,
                Math.Max(before.Values.Count(one => one == mm), _mmOfTask.Count(one => one.Key.Host == host && one.Value == mm))
            );
        }
    }

    private void Warn(string mm, List<OwnAct> acts, int threads)
    {
        if (acts.Count > 1 && acts.Count > threads)
        {
            var act = acts[Math.Max(threads, 1)];
            var has = threads <= 1 ? "one thread" : string.Create(CultureInfo.InvariantCulture, $"{threads} threads");
            _warnings.Add(
                new(
                    act.Place,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{acts.Count} branches make system calls of process {mm} at once, which has {has}"
                    ),
                    $"as many threads: {{thread: {{task: {mm}, child: {mm}2}}}} before the block makes one"
                )
            );
        }
    }

    private InputException Twice(string task, OwnAct act, string branch, (string Branch, OwnAct Act) other) =>
        new(
            file,
            act.Place.Line,
            act.Place.Column,
            $"task {task} would {act.Keyword} in branch '{branch}' while it is at {other.Act.Keyword} in branch '{other.Branch}' (line {other.Act.Place.Line})"
                + ": a task does one thing at a time",
            $"both in one branch, or a thread for one of them: {{thread: {{task: {task}, child: {task}2}}}} before the block, and task: {task}2 here"
        );

    // Notes the address space that a task has from here on.
    private void Follow(Operation operation, YamlNode arguments, string host)
    {
        string? Text(string name) => OwnAct.Text(operation, arguments, name);
        var task = Text("task");
        switch (operation.Keyword)
        {
            case "process" when task is not null:
                _mmOfTask[(host, task)] = Text("mm") ?? task;
                break;
            case "fork" when Text("child") is { } child:
                _mmOfTask[(host, child)] = Text("mm") ?? child;
                break;
            case "thread"
            or "vfork" when Text("child") is { } child && task is not null && _mmOfTask.TryGetValue((host, task), out var shared):
                _mmOfTask[(host, child)] = shared;
                break;
            case "exec" when task is not null && Text("mm") is { } fresh:
                _mmOfTask[(host, task)] = fresh;
                break;
            case "exit" or "kill" when task is not null:
                _mmOfTask.Remove((host, task));
                break;
            default:
                break;
        }
    }

    private static IEnumerable<OwnAct> ActsOf(YamlSequence steps)
    {
        foreach (var step in steps.Items.OfType<YamlMapping>())
        {
            foreach (var (key, value) in step.Entries)
            {
                if (key.Text == "parallel")
                {
                    foreach (var act in BranchesOf(value).SelectMany(static branch => ActsOf(branch.Steps)))
                    {
                        yield return act;
                    }
                }
                else if (OperationTable.Find(key.Text) is { } operation && OwnAct.Of(operation, value, key.Place) is { } act)
                {
                    yield return act;
                }
            }
        }
    }

    private static (string Name, YamlSequence Steps)[] BranchesOf(YamlNode branches) =>
        branches is YamlMapping mapping
            ? [.. mapping.Entries.Select(static entry => (entry.Key.Text, (YamlSequence)entry.Value))]
            :
            [
                .. ((YamlSequence)branches).Items.Select(
                    static (branch, index) => ((index + 1).ToString(CultureInfo.InvariantCulture), (YamlSequence)branch)
                ),
            ];
}
