using SvaOrleans.Grains.Naming;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Reference;

/// <summary>What an operation answered.</summary>
internal readonly record struct RefResult(Errno Error, uint? Pasid = null);

/// <summary>The 2018 text read as one thread after the other: no locks, no waits, since nothing runs at once. Written from
/// the mails alone, without a look at the grains, so that it can judge them.</summary>
internal sealed partial class RefKernel
{
    private readonly HostSettings settings;

    // The text as it was published: the group check is no setting, and a second device_init is not atomic (11.1).
    private readonly bool isPublished;
    private readonly SortedDictionary<string, RefDevice> devices = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefDomain> domains = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefMm> mms = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, InjectedFailures> unborn = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefTask> tasks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Descriptor, uint Pasid)> opened = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, uint> variables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<uint, RefIoMm> idr = [];
    private readonly List<RefIoMm> deferred = [];
    private readonly List<string> trace = [];
    private bool hasWarned;

    public RefKernel(HostSpec spec)
    {
        isPublished = KernelGeneration.Find(spec.Generation) is { HasOneLock: true };
        settings = isPublished ? spec.Settings with { IsOneDevicePerGroup = true } : spec.Settings;
        foreach (var domain in spec.Domains)
        {
            domains.Add(domain.Name.Name, new(domain.Name));
        }

        foreach (var device in spec.Devices)
        {
            var domain = device.Domain.IsNone ? null : domains[device.Domain.Name];
            devices.Add(device.Name.Name, new(device) { Domain = domain, BootDomain = domain });
        }
    }

    /// <summary>How often the kernel warned that a device was not initialised.</summary>
    public int Warnings { get; private set; }

    /// <summary>Calls that no caller should have made.</summary>
    public int Violations { get; private set; }

    /// <summary>The driver callbacks since the last time.</summary>
    public IReadOnlyList<string> TakeTrace()
    {
        var taken = trace.ToArray();
        trace.Clear();
        return taken;
    }

    /// <summary>Whether the step keeps its caller's contract: an order that nobody may give proves nothing.</summary>
    public bool IsLegal(Step step) => step switch
    {
        SpawnStep spawn => !tasks.ContainsKey(spawn.Task.Name) && !mms.ContainsKey(spawn.Mm.Name),
        ForkStep fork => !tasks.ContainsKey(fork.Child.Name) && (fork.Kind != ForkKind.Fork || !mms.ContainsKey(fork.ChildMm.Name)),
        ExecStep exec => !mms.ContainsKey(exec.NewMm.Name),
        BindStep { Mm.Name: var name } when isPublished => mms.TryGetValue(name, out var mm) && mm.Users > 0,
        PutMmStep put => mms.TryGetValue(put.Mm.Name, out var mm) && mm.Borrowed > 0,
        _ => true,
    };

    public RefResult Execute(Step step)
    {
        var result = step switch
        {
            InitStep init => new(DeviceInit(devices[init.Device.Name], init.Features, init.PasidMax.Value)),
            ShutdownStep shutdown => new(DeviceShutdown(devices[shutdown.Device.Name])),
            BindStep bind => BindStep(bind),
            UnbindStep unbind => new(Unbind(devices[unbind.Device.Name], Number(unbind.Pasid))),
            UnbindAllStep all => UnbindAllStep(devices[all.Device.Name]),
            FindStep find => new(Find(Number(find.Pasid))),
            AttachDomainStep attach => new(AttachDomain(devices[attach.Device.Name], domains[attach.Domain.Name])),
            DetachDomainStep detach => new(DetachDomain(devices[detach.Device.Name], domains[detach.Domain.Name])),
            FaultQueueStep queue => new(FaultQueue(devices[queue.Device.Name], queue.IsRemoval)),
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
            DmaStep dma => new(Dma(devices[dma.Device.Name], Number(dma.Pasid), dma.Range, dma.Access)),
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
        foreach (var (pasid, ioMm) in idr)
        {
            lines.Add($"pasid {pasid} {ioMm.Mm.Name.Name} {ioMm.Flags} refs {ioMm.Kref}: {string.Join(' ', ioMm.Bonds.Select(bond => bond.Device.Spec.Name.Name + "/" + bond.Domain.Name.Name))}");
        }

        foreach (var (name, device) in devices)
        {
            var param = device.Param is { } given ? $"{given.Features} {given.Min}..{given.Max}: {string.Join(' ', given.Bonds.Select(bond => bond.IoMm.Pasid))}" : "-";
            lines.Add($"dev {name} in {device.Domain?.Name.Name ?? "-"} {param} queue {device.HasFaultQueue}");
        }

        foreach (var (name, domain) in domains)
        {
            lines.Add($"dom {name}: {string.Join(' ', domain.Table.Select(entry => entry.Key + "=" + entry.Value))}");
        }

        foreach (var (name, mm) in mms)
        {
            lines.Add($"mm {name} users {mm.Users} count {mm.Count} notifiers {mm.Notifiers.Count} pages {mm.Space.ResidentCount}");
        }

        foreach (var (name, task) in tasks)
        {
            lines.Add($"task {name} {(task.IsAlive ? task.Mm.Name.Name : "-")} fds {(task.IsAlive ? string.Join(' ', task.Files.Open.Keys) : "")}");
        }

        return lines;
    }

    private void Call(string text) => trace.Add(text);

    private RefIoMm? LiveIoMm(RefMm mm)
    {
        foreach (var (_, ioMm) in idr)
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
        foreach (var ioMm in deferred)
        {
            Call($"free {ioMm.Mm.Name.Name}");
            ioMm.Mm.Count--;
        }

        deferred.Clear();
    }

    private uint Number(PasidOperand operand) =>
        operand.Literal is { } literal ? literal.Value : operand.Variable is { } name && variables.TryGetValue(name, out var value) ? value : 0;

    private InjectedFailures FailuresOf(string mm)
    {
        if (!unborn.TryGetValue(mm, out var failures))
        {
            failures = new();
            unborn.Add(mm, failures);
        }

        return failures;
    }

    private RefResult Inject(InjectStep step)
    {
        var failures = step.Target.Kind == ObjectKind.Device ? devices[step.Target.Name].Failures : FailuresOf(step.Target.Name);
        failures.Arm(step.Point, step.Nth, step.Error);
        return default;
    }

    private RefResult SetDriver(SetDriverStep step)
    {
        devices[step.Device.Name].Driver = step.Driver;
        return default;
    }
}
