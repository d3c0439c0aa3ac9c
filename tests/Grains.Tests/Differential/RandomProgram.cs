using System.Collections.Immutable;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Sequential programs of random kernel operations that hit each other often: few devices, few processes, few pages.</summary>
internal sealed class RandomProgram(HostSpec spec, ulong seed)
{
    private readonly List<string> _tasks = [];
    private readonly List<string> _mms = [];
    private readonly List<string> _variables = [];
    private readonly List<Step> _steps = [];
    private Xoshiro _random = new(seed);
    private bool _isRace;
    private int _born;

    public ImmutableArray<Step> Make(int length)
    {
        foreach (var device in spec.Devices)
        {
            if (Below(5) != 0)
            {
                Add(new InitStep(Id, device.Name, AnyFeatures(), default));
            }
        }

        Spawn();
        Spawn();
        while (_steps.Count < length)
        {
            AddAny();
        }

        return [.. _steps];
    }

    /// <summary>A sequential beginning, and branches that run at once behind it.</summary>
    public (ImmutableArray<Step> Setup, ImmutableArray<ImmutableArray<Step>> Branches) MakeRace(int setup, int branches, int length)
    {
        _isRace = true;
        Make(setup);
        var before = _steps.ToImmutableArray();
        var made = ImmutableArray.CreateBuilder<ImmutableArray<Step>>();
        for (var branch = 0; branch < branches; branch++)
        {
            _steps.Clear();
            while (_steps.Count < length)
            {
                AddAny();
            }

            made.Add([.. _steps]);
        }

        return (before, made.ToImmutable());
    }

    private ObjectName Mm(string name) => new(spec.Host, ObjectKind.Mm, name);

    private ObjectName TaskOf(string name) => new(spec.Host, ObjectKind.Task, name);

    private int Id => _steps.Count + 1;

    private int Below(int bound) => _random.Below(bound);

    private void Add(Step step) => _steps.Add(step);

    private T Any<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    private ObjectName AnyDevice() => spec.Devices[Below(spec.Devices.Length)].Name;

    private ObjectName AnyMm() => Mm(Below(30) == 0 ? "absent" : Any(_mms));

    private ObjectName AnyTask() => TaskOf(Below(40) == 0 ? "absent" : Any(_tasks));

    private SvaFeatures AnyFeatures() =>
        Below(40) == 0 ? (SvaFeatures)2
        : Below(3) == 0 ? SvaFeatures.Iopf
        : SvaFeatures.None;

    private PasidOperand AnyPasid() => PasidOperand.Of(new((uint)Below(6)));

    private PageRange AnyRange() => new(new((ulong)Below(24)), (ulong)(1 + Below(8)));

    private void Spawn()
    {
        var name = "p" + _born++;
        _tasks.Add(name);
        _mms.Add(name);
        Add(new SpawnStep(Id, TaskOf(name), Mm(name)));
    }

    private void AddAny()
    {
        switch (Below(100))
        {
            case < 24:
                Add(new BindStep(Id, AnyDevice(), AnyMm(), AnyFeatures(), 0, null));
                break;
            case < 34:
                Add(new UnbindStep(Id, AnyDevice(), AnyPasid()));
                break;
            case < 36:
                Add(new UnbindAllStep(Id, AnyDevice()));
                break;
            case < 40:
                Add(new InitStep(Id, AnyDevice(), AnyFeatures(), new((uint)(Below(2) == 0 ? 0 : Below(8)))));
                break;
            case < 42:
                Add(new ShutdownStep(Id, AnyDevice()));
                break;
            case < 44:
                Add(new FindStep(Id, new(spec.Host, ObjectKind.PasidSpace, ""), AnyPasid()));
                break;
            case < 47:
                Add(
                    Below(2) == 0
                        ? new AttachDomainStep(Id, AnyDevice(), spec.Domains[Below(spec.Domains.Length)].Name)
                        : new DetachDomainStep(Id, AnyDevice(), spec.Domains[Below(spec.Domains.Length)].Name)
                );
                break;
            case < 48 when _isRace:
                Add(
                    new PageRequestStep(
                        Id,
                        AnyDevice(),
                        AnyPasid(),
                        (uint)(400 + Below(3)),
                        new((ulong)Below(24)),
                        Protection.Read,
                        Below(2) == 0
                    )
                );
                break;
            case < 49:
                Add(new FaultQueueStep(Id, AnyDevice(), Below(2) == 0));
                break;
            case < 53:
                Inject();
                break;
            case < 58:
                Spawn();
                break;
            case < 63:
                Fork();
                break;
            case < 65:
                var old = AnyTask();
                var mm = "e" + _born++;
                _mms.Add(mm);
                Add(new ExecStep(Id, old, Mm(mm), Below(2) == 0));
                break;
            case < 70:
                Add(new ExitStep(Id, AnyTask(), Below(2) == 0));
                break;
            case < 75:
                var variable = "v" + _born++;
                _variables.Add(variable);
                Add(new OpenStep(Id, AnyTask(), AnyDevice(), AnyFeatures(), variable));
                break;
            case < 78 when _variables.Count > 0:
                Add(new CloseStep(Id, AnyTask(), Any(_variables)));
                break;
            case < 83 when _isRace:
                // The branch that takes a reference also puts it: no branch may put a reference that it does not hold.
                var lent = AnyMm();
                Add(new GetMmStep(Id, lent));
                AddAny();
                Add(new PutMmStep(Id, lent, Below(2) == 0));
                break;
            case < 80:
                Add(new GetMmStep(Id, AnyMm()));
                break;
            case < 83:
                Add(new PutMmStep(Id, AnyMm(), Below(2) == 0));
                break;
            case < 86:
                Add(new DmaStep(Id, AnyDevice(), AnyPasid(), AnyRange(), Below(2) == 0 ? Protection.Read : Protection.Write));
                break;
            default:
                Memory();
                break;
        }
    }

    private void Fork()
    {
        var kind = Any(Enum.GetValues<ForkKind>());
        var child = "c" + _born++;
        _tasks.Add(child);
        if (kind == ForkKind.Fork)
        {
            _mms.Add(child);
        }

        Add(new ForkStep(Id, AnyTask(), TaskOf(child), Mm(child), kind));
    }

    private void Inject()
    {
        var point = Any(Enum.GetValues<FailurePoint>());
        var target = point is FailurePoint.DeviceParameter or FailurePoint.DriverInit or FailurePoint.FaultQueue ? AnyDevice() : AnyMm();
        Add(new InjectStep(Id, target, point, 1 + Below(2), Below(2) == 0 ? Errno.ENOMEM : Errno.EIO));
    }

    private void Memory()
    {
        var rights = Below(3) == 0 ? Protection.Read : Protection.Read | Protection.Write;
        Add(
            Below(6) switch
            {
                0 or 1 => new MemoryStep(
                    Id,
                    AnyMm(),
                    MemoryOperation.Mmap,
                    AnyRange(),
                    IsFixed: true,
                    Protection: rights,
                    IsShared: Below(4) == 0
                ),
                2 => new MemoryStep(Id, AnyMm(), MemoryOperation.Munmap, AnyRange()),
                3 => new MemoryStep(Id, AnyMm(), MemoryOperation.Mprotect, AnyRange(), Protection: rights),
                4 => new MemoryStep(Id, AnyMm(), MemoryOperation.Madvise, AnyRange(), Advice: Any(Enum.GetValues<Advice>())),
                _ => new MemoryStep(
                    Id,
                    AnyMm(),
                    MemoryOperation.Touch,
                    AnyRange(),
                    Protection: Below(2) == 0 ? Protection.Read : Protection.Write
                ),
            }
        );
    }
}
