using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Reference;

/// <summary>The answer of an operation.</summary>
internal readonly record struct RefResult(Errno Error, uint? Pasid = null);

/// <summary>The 2018 text read as one thread after the other: no locks, no waits, since nothing runs at once. Written from
/// the mails alone, without a look at the grains, so that it can judge them.</summary>
internal sealed partial class RefKernel
{
    private readonly HostSettings _settings;

    // The text as it was published: the group check is no setting, and a second device_init is not atomic (11.1).
    private readonly bool _isPublished;
    private readonly SortedDictionary<string, RefDevice> _devices = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefDomain> _domains = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefMm> _mms = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, InjectedFailures> _unborn = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefTask> _tasks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Descriptor, uint Pasid)> _opened = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, uint> _variables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<uint, RefIoMm> _idr = [];
    private readonly List<RefIoMm> _deferred = [];
    private readonly List<string> _trace = [];
    private bool _hasWarned;

    public RefKernel(HostSpec spec)
    {
        _isPublished = spec.Generation == "2018-v2";
        _settings = _isPublished ? spec.Settings with { IsOneDevicePerGroup = true } : spec.Settings;
        foreach (var domain in spec.Domains)
        {
            _domains.Add(domain.Name.Name, new(domain.Name));
        }

        foreach (var device in spec.Devices)
        {
            var domain = device.Domain.IsNone ? null : _domains[device.Domain.Name];
            _devices.Add(device.Name.Name, new(device) { Domain = domain, BootDomain = domain });
        }
    }

    /// <summary>How often the kernel warned that a device was not initialised.</summary>
    public int Warnings { get; private set; }

    /// <summary>Calls that no caller should have made.</summary>
    public int Violations { get; private set; }

    /// <summary>The driver callbacks since the last time.</summary>
    public IReadOnlyList<string> TakeTrace()
    {
        var taken = _trace.ToArray();
        _trace.Clear();
        return taken;
    }

    /// <summary>Whether the step keeps its caller's contract: an order that no caller may give proves nothing.</summary>
    public bool IsLegal(Step step) =>
        step switch
        {
            SpawnStep spawn => !_tasks.ContainsKey(spawn.Task.Name) && !_mms.ContainsKey(spawn.Mm.Name),
            ForkStep fork => !_tasks.ContainsKey(fork.Child.Name) && (fork.Kind != ForkKind.Fork || !_mms.ContainsKey(fork.ChildMm.Name)),
            ExecStep exec => !_mms.ContainsKey(exec.NewMm.Name),
            BindStep { Mm.Name: var name } when _isPublished => _mms.TryGetValue(name, out var mm) && mm.Users > 0,
            PutMmStep put => _mms.TryGetValue(put.Mm.Name, out var mm) && mm.Borrowed > 0,
            _ => true,
        };

    public RefResult Execute(Step step)
    {
        var result = step switch
        {
            InitStep init => new(DeviceInit(_devices[init.Device.Name], init.Features, init.PasidMax.Value)),
            ShutdownStep shutdown => new(DeviceShutdown(_devices[shutdown.Device.Name])),
            BindStep bind => BindStep(bind),
            UnbindStep unbind => new(Unbind(_devices[unbind.Device.Name], Number(unbind.Pasid))),
            UnbindAllStep all => UnbindAllStep(_devices[all.Device.Name]),
            FindStep find => new(Find(Number(find.Pasid))),
            AttachDomainStep attach => new(AttachDomain(_devices[attach.Device.Name], _domains[attach.Domain.Name])),
            DetachDomainStep detach => new(DetachDomain(_devices[detach.Device.Name], _domains[detach.Domain.Name])),
            FaultQueueStep queue => new(FaultQueue(_devices[queue.Device.Name], queue.IsRemoval)),
            SetDriverStep driver => SetDriver(driver),
            InjectStep inject => Inject(inject),
            SpawnStep spawn => Spawn(spawn),
            ForkStep fork => Fork(fork),
            ExecStep exec => Exec(exec),
            ExitStep exit => Exit(exit),
            OpenStep open => Open(open),
            CloseStep close => Close(close),
            GetMmStep get => GetMm(get),
            PutMmStep put => PutMm(put),
            MemoryStep memory => Memory(memory),
            DmaStep dma => new(Dma(_devices[dma.Device.Name], Number(dma.Pasid), dma.Range, dma.Access)),
            _ => throw new NotSupportedException(step.GetType().Name),
        };

        // SRCU: what an operation freed goes when its last reader has left, that is when the operation has ended.
        RunDeferred();
        return result;
    }

    /// <summary>Everything that lasts between two operations, as text.</summary>
    public IReadOnlyList<string> State()
    {
        var lines = new List<string>();
        foreach (var (pasid, ioMm) in _idr)
        {
            lines.Add(
                $"pasid {pasid} {ioMm.Mm.Name.Name} {ioMm.Flags} refs {ioMm.Kref}: "
                    + $"{string.Join(' ', ioMm.Bonds.Select(bond => bond.Device.Spec.Name.Name + "/" + bond.Domain.Name.Name))}"
            );
        }

        foreach (var (name, device) in _devices)
        {
            var param = device.Param is { } given
                ? $"{given.Features} {given.Min}..{given.Max}: {string.Join(' ', given.Bonds.Select(bond => bond.IoMm.Pasid))}"
                : "-";
            lines.Add($"dev {name} in {device.Domain?.Name.Name ?? "-"} {param} queue {device.HasFaultQueue}");
        }

        foreach (var (name, domain) in _domains)
        {
            lines.Add($"dom {name}: {string.Join(' ', domain.Table.Select(entry => entry.Key + "=" + entry.Value))}");
        }

        foreach (var (name, mm) in _mms)
        {
            lines.Add($"mm {name} users {mm.Users} count {mm.Count} notifiers {mm.Notifiers.Count} pages {mm.Space.ResidentCount}");
        }

        foreach (var (name, task) in _tasks)
        {
            lines.Add(
                $"task {name} {(task.IsAlive ? task.Mm.Name.Name : "-")} fds {(task.IsAlive ? string.Join(' ', task.Files.Open.Keys) : "")}"
            );
        }

        return lines;
    }

    private void Call(string text) => _trace.Add(text);

    private RefIoMm? LiveIoMm(RefMm mm)
    {
        foreach (var (_, ioMm) in _idr)
        {
            if (ioMm.Mm == mm && ioMm.Kref > 0)
            {
                return ioMm;
            }
        }

        return null;
    }

    private void RunDeferred()
    {
        foreach (var ioMm in _deferred)
        {
            Call($"free {ioMm.Mm.Name.Name}");
            ioMm.Mm.Count--;
        }

        _deferred.Clear();
    }

    private uint Number(PasidOperand operand) =>
        operand.Literal is { } literal ? literal.Value
        : operand.Variable is { } name && _variables.TryGetValue(name, out var value) ? value
        : 0;

    private InjectedFailures FailuresOf(string mm)
    {
        if (!_unborn.TryGetValue(mm, out var failures))
        {
            failures = new();
            _unborn.Add(mm, failures);
        }

        return failures;
    }

    private RefResult Inject(InjectStep step)
    {
        var failures = step.Target.Kind == ObjectKind.Device ? _devices[step.Target.Name].Failures : FailuresOf(step.Target.Name);
        failures.Arm(step.Point, step.Nth, step.Error);
        return default;
    }

    private RefResult SetDriver(SetDriverStep step)
    {
        _devices[step.Device.Name].Driver = step.Driver;
        return default;
    }
}
