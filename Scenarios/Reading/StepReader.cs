using System.Collections.Immutable;
using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Traces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Expectations;
using SvaOrleans.Scenarios.Operations;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Reading;

/// <summary>Compiles steps, whose shape was checked before, to programs.</summary>
internal sealed class StepReader(string file, string folder, IReadOnlyList<HostPlan> hosts, NameCollector names)
{
    private readonly List<StepPlan> _plans = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _traces = new(StringComparer.Ordinal);

    /// <summary>Every step so far.</summary>
    public IReadOnlyList<StepPlan> Plans => _plans;

    /// <summary>The place of an expectation that only an exploration of every order can prove.</summary>
    public Place? NeedsExploring { get; private set; }

    /// <summary>Compiles a list of steps: those in a row that can run in one go become one segment.</summary>
    public IReadOnlyList<Segment> Read(YamlSequence steps, bool isSetup)
    {
        List<Segment> segments = [];
        List<Step> program = [];
        var first = _plans.Count;
        HostPlan? host = null;

        foreach (var node in steps.Items.Cast<YamlMapping>())
        {
            var stepHost = HostOf(node);
            if (host is not null && stepHost != host)
            {
                Flush();
            }

            host = stepHost;
            if (node.Find("parallel") is { } branches)
            {
                program.Add(ReadParallel(node, branches, stepHost));
            }
            else if (node.Find("workload") is YamlMapping workload)
            {
                Flush();
                segments.Add(ReadWorkload(node, workload, stepHost));
                first = _plans.Count;
            }
            else if (OperationOf(node) is { } found)
            {
                program.Add(ReadStep(node, found.Operation, found.Arguments, stepHost, null, isSetup));
            }
            else
            {
                Flush();
                var reader = new StateExpectationReader(new(file, stepHost, names));
                segments.Add(new StateSegment(stepHost, reader.Read((YamlMapping)node.Find("expect")!)));
            }
        }

        Flush();
        return segments;

        void Flush()
        {
            if (program.Count > 0)
            {
                segments.Add(new ProgramSegment(host!, new([.. program]), _plans.GetRange(first, _plans.Count - first)));
                program.Clear();
            }

            first = _plans.Count;
        }
    }

    private static (Operation Operation, YamlNode Arguments)? OperationOf(YamlMapping node)
    {
        foreach (var entry in node.Entries)
        {
            if (OperationTable.Find(entry.Key.Text) is { } operation)
            {
                return (operation, entry.Value);
            }
        }

        return null;
    }

    private HostPlan HostOf(YamlMapping node)
    {
        if (node.Find("host") is YamlScalar name)
        {
            return hosts.FirstOrDefault(host => host.Label == name.Text)
                ?? throw new InputException(
                    file,
                    name.Place.Line,
                    name.Place.Column,
                    $"there is no host '{name.Text}'",
                    "one of " + string.Join(", ", hosts.Select(static host => host.Label))
                );
        }

        return hosts.Count == 1
            ? hosts[0]
            : throw new InputException(
                file,
                node.Place.Line,
                node.Place.Column,
                "there are several hosts, and the step does not say on which it runs",
                "host: one of " + string.Join(", ", hosts.Select(static host => host.Label))
            );
    }

    private Step ReadStep(YamlMapping node, Operation operation, YamlNode arguments, HostPlan host, string? branch, bool isSetup)
    {
        var context = new CompileContext(file, host, names);
        var id = _plans.Count + 1;
        var variable = (node.Find("as") as YamlScalar)?.Text;
        if (variable is not null && !operation.StoresVariable)
        {
            throw context.Wrong(node.Find("as")!, $"{operation.Keyword} has nothing to store", "as: at bind or open only");
        }

        var at = new ArgumentReader(context, id, arguments, operation.Primary, variable);
        var step = operation.Compile(at);
        var plan = new StepPlan
        {
            Id = id,
            Label = Label(node, id, context),
            Keyword = operation.Keyword,
            Arguments = at.Arguments,
            Place = node.Place,
            Host = host.Name,
            Branch = branch,
            IsSetup = isSetup,
            Expectation =
                node.Find("expect") is { } expect ? ReadExpectation(context, expect)
                : isSetup ? new([new(default(Errno), null, [])])
                : null,
        };
        _plans.Add(plan);
        return step;
    }

    private string? Label(YamlMapping node, int id, CompileContext context)
    {
        if (node.Find("id") is not YamlScalar label)
        {
            return null;
        }

        return _labels.TryAdd(label.Text, id)
            ? label.Text
            : throw context.Wrong(label, $"another step is called '{label.Text}'", "each id once");
    }

    private ParallelStep ReadParallel(YamlMapping node, YamlNode branches, HostPlan host)
    {
        var context = new CompileContext(file, host, names);
        var id = _plans.Count + 1;
        _plans.Add(
            new()
            {
                Id = id,
                Label = null,
                Keyword = "parallel",
                Arguments = [],
                Place = node.Place,
                Host = host.Name,
                Branch = null,
                IsSetup = false,
            }
        );

        var named = branches is YamlMapping mapping
            ? mapping.Entries.Select(static entry => (Name: entry.Key.Text, Steps: (YamlSequence)entry.Value)).ToArray()
            :
            [
                .. ((YamlSequence)branches).Items.Select(
                    (branch, index) => (Name: (index + 1).ToString(CultureInfo.InvariantCulture), Steps: (YamlSequence)branch)
                ),
            ];
        var programs = ImmutableArray.CreateBuilder<Program>();
        var tasks = ImmutableArray.CreateBuilder<ObjectName>();
        foreach (var (name, steps) in named)
        {
            programs.Add(new([.. steps.Items.Cast<YamlMapping>().Select(step => ReadBranchStep(step, host, name))]));
            tasks.Add(new(host.Name, ObjectKind.Task, $"branch-{id}.{name}"));
        }

        if (node.Find("expect") is YamlSequence relations)
        {
            var inside = Enumerable.Range(id + 1, _plans.Count - id).Where(step => _plans[step - 1].Keyword != "parallel").ToArray();
            _plans[id - 1] = _plans[id - 1] with
            {
                Relations = [.. relations.Items.Cast<YamlMapping>().Select(relation => ReadRelation(context, relation, inside))],
            };
        }

        return new(id, programs.ToImmutable(), tasks.ToImmutable());
    }

    private Step ReadBranchStep(YamlMapping node, HostPlan host, string branch) =>
        node.Find("parallel") is { } branches ? ReadParallel(node, branches, host)
        : OperationOf(node) is { } found ? ReadStep(node, found.Operation, found.Arguments, host, branch, false)
        : throw new InvalidOperationException("the shape lets only operations in");

    private WorkloadSegment ReadWorkload(YamlMapping node, YamlMapping arguments, HostPlan host)
    {
        var context = new CompileContext(file, host, names);
        var id = _plans.Count + 1;
        var at = new ArgumentReader(context, id, arguments, null, null);
        var trace = at.Word("trace");
        var path = Path.IsPathRooted(trace) ? trace : Path.Combine(folder, trace);
        if (!File.Exists(path))
        {
            throw at.Wrong("trace", $"there is no file '{trace}'", "a trace, relative to the scenario's folder");
        }

        // Read through before anything runs: a trace that is damaged in its middle must not leave half a run behind.
        if (_traces.Add(Path.GetFullPath(path)))
        {
            TraceReader.CountAll(path);
        }

        List<ObjectName> devices = [];
        foreach (var item in ((YamlSequence)at.Node("devices")!).Items.Cast<YamlScalar>())
        {
            devices.Add(
                host.FindDevice(item.Text)
                    ?? throw context.Wrong(item, $"there is no device '{item.Text}' on host {host.Name}", host.DeviceHint)
            );
        }

        at.Record("devices", string.Join(" ", devices.Select(static device => device.Name)));
        var plan = new StepPlan
        {
            Id = id,
            Label = Label(node, id, context),
            Keyword = "workload",
            Arguments = at.Arguments,
            Place = node.Place,
            Host = host.Name,
            Branch = null,
            IsSetup = false,
            Expectation = node.Find("expect") is YamlMapping expect ? new([ReadOutcome(context, expect)]) : null,
        };
        _plans.Add(plan);
        return new(host, plan, new(path, devices, at.Number("touch", 1), at.Has("events") ? (long)at.Number("events", 0) : null));
    }

    private ResultExpectation ReadExpectation(CompileContext context, YamlNode node)
    {
        if (node is YamlMapping mapping && mapping.Find("one_of") is YamlSequence list)
        {
            return new([.. list.Items.Select(item => ReadOutcome(context, item))]);
        }

        if (node is YamlMapping always && always.Find("always") is { } claim)
        {
            NeedsExploring ??= claim.Place;
        }

        return new([ReadOutcome(context, node)]);
    }

    private static Outcome ReadOutcome(CompileContext context, YamlNode node)
    {
        if (node is YamlScalar scalar)
        {
            return new(ReadErrno(context, scalar), null, []);
        }

        var mapping = (YamlMapping)node;
        Pasid? pasid = null;
        if (mapping.Find("pasid") is YamlScalar number)
        {
            ShapeCheck.TryNumber(number.Text, true, out var value);
            pasid = new((uint)value);
        }

        return new(
            mapping.Find("error") is YamlScalar error ? ReadErrno(context, error) : null,
            pasid,
            [
                .. ((mapping.Find("figures") as YamlMapping)?.Entries ?? []).Select(static entry => new FigureExpectation(
                    entry.Key.Text,
                    StateExpectationReader.Bounds(entry.Value)
                )),
            ]
        );
    }

    private static Errno ReadErrno(CompileContext context, YamlScalar scalar) =>
        Errno.TryParse(scalar.Text, out var error)
            ? error
            : throw context.Wrong(scalar, $"'{scalar.Text}' is no error that is known here", "0 or an error such as -EEXIST");

    private Relation ReadRelation(CompileContext context, YamlMapping node, int[] inside)
    {
        var (key, value) = (node.Entries[0].Key, node.Entries[0].Value);
        switch (key.Text)
        {
            case "returns_in_order":
                return new OrderRelation(key.Place, [.. Steps(value).Select(id => (id, _plans[id - 1].Label!))]);
            case "same_pasid":
                return new SamePasidRelation(key.Place, Steps(value));
            default:
                var mapping = (YamlMapping)value;
                var steps = mapping.Find("of") is { } of ? Steps(of) : inside;
                var times = mapping.Find("times") is { } bounds ? StateExpectationReader.Bounds(bounds) : new FigureBounds(1, 1);
                return new CountRelation(key.Place, steps, ReadOutcome(context, mapping.Find("result")!), times);
        }

        int[] Steps(YamlNode list) => [.. ((YamlSequence)list).Items.Cast<YamlScalar>().Select(Step)];

        int Step(YamlScalar label) =>
            _labels.TryGetValue(label.Text, out var id) && inside.Contains(id)
                ? id
                : throw context.Wrong(label, $"no step of the block has 'id: {label.Text}'", "the id of a step inside this parallel block");
    }
}
