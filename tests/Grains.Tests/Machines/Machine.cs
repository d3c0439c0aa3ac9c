using System.Collections.Immutable;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Silo;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>A booted machine, and what a kernel test asks of it. How it is booted depends on the engine.</summary>
internal sealed partial class Machine
{
    private readonly HostSpec _spec;
    private readonly Func<IReadOnlyList<SvaEvent>> _takeEvents;
    private ImmutableArray<Variable> _variables = [];
    private int _steps;
    private int _runners;

    public Machine(HostSpec spec, ILocalSimulation simulation, Func<IReadOnlyList<SvaEvent>> takeEvents)
    {
        this._spec = spec;
        this._takeEvents = takeEvents;
        Simulation = simulation;
        Boot();
    }

    public ILocalSimulation Simulation { get; }

    public string Generation => _spec.Generation;

    public Stamp Stamp { get; private set; }

    /// <summary>In the order in which they happened; on a cluster, in that of their times.</summary>
    public List<SvaEvent> Events { get; } = [];

    private void Boot()
    {
        var booted = Simulation.Boot(_spec).Result;
        Assert.Equal(Errno.None, booted.Error);
        Stamp = new(booted.At, booted.Epoch);
    }

    /// <summary>Runs steps in order and answers what each did.</summary>
    public ImmutableArray<StepResult> Run(params Func<int, Step>[] program)
    {
        try
        {
            var ran = Simulation
                .Run(
                    MailExample.Task("runner" + _runners++),
                    new RunRequest(Stamp, new([.. program.Select(step => step(++_steps))]), _variables)
                )
                .Result;
            _variables = ran.Variables;
            Stamp = Stamp.Later(ran.At);
            return ran.Results;
        }
        finally
        {
            // The events of a run that hangs show where it hangs.
            Events.AddRange(_takeEvents());
        }
    }

    /// <summary>Runs branches at once and answers what the steps of each did.</summary>
    public ImmutableArray<StepResult>[] Race(params Func<int, Step>[][] branches)
    {
        var ids = new List<List<int>>();
        var programs = ImmutableArray.CreateBuilder<Program>();
        foreach (var branch in branches)
        {
            var of = new List<int>();
            programs.Add(
                new([
                    .. branch.Select(step =>
                    {
                        var made = step(++_steps);
                        if (!Steps.IsDelay(made))
                        {
                            of.Add(_steps);
                        }

                        return made;
                    }),
                ])
            );
            ids.Add(of);
        }

        var tasks = branches.Select((_, index) => MailExample.Task($"runner{_runners}.{index}")).ToImmutableArray();
        var results = Run(id => new ParallelStep(id, programs.ToImmutable(), tasks));
        return [.. ids.Select(of => results.Where(result => of.Contains(result.StepId)).ToImmutableArray())];
    }

    public StepResult One(Func<int, Step> step) => Assert.Single(Run(step));

    public Errno Error(Func<int, Step> step) => One(step).Error;

    public TState State<TState>(ObjectName name)
        where TState : class =>
        Simulation.States().Single(entry => entry.Name == name).State as TState
        ?? throw new InvalidOperationException($"{name} has no {typeof(TState).Name}");

    public IoMmState IoMm(ObjectName mm) => State<IoMmState>(mm.Sibling(ObjectKind.IoMm, mm.Name));

    public DeviceState Device(ObjectName device) => State<DeviceState>(device);

    public MmState Mm(ObjectName mm) => State<MmState>(mm);

    public IommuState Iommu() => State<IommuState>(MailExample.Iommu);

    public int PasidCount() => Simulation.States().Select(entry => entry.State).OfType<PasidSpaceState>().Sum(space => space.Count);

    public IReadOnlyList<SvaEvent> Happened(SvaEventKind kind) => [.. Events.Where(happened => happened.Kind == kind)];

    /// <summary>The driver callbacks in their order, as text.</summary>
    public IReadOnlyList<string> Callbacks() =>
        [
            .. Events
                .Where(happened => happened.Kind is >= SvaEventKind.DriverDeviceInit and <= SvaEventKind.DriverMmExitDone)
                .Select(happened =>
                    $"{happened.Kind} {happened.Subject.Name}{(happened.Kind is SvaEventKind.DriverMmExit ? "@" + happened.Object.Name : "")}"
                ),
        ];

    // Conditions on several objects, and on the order of events.
    partial void CheckInvariants();

    /// <summary>Every state's own check, no verdict, and nothing left of any binding.</summary>
    public void AssertNothingLeft()
    {
        AssertSound();
        Assert.Equal(0, PasidCount());
        foreach (var (name, state) in Simulation.States())
        {
            switch (state)
            {
                case IoMmState ioMm:
                    Assert.True(ioMm.Life == IoMmLife.Free && ioMm.Bonds.Count == 0 && !ioMm.PendingFrees.Any(), $"{name} is {ioMm.Life}");
                    break;
                case DeviceState device:
                    Assert.True(
                        device.Bonds.Count == 0 && device.Atc.Count == 0 && device.Outstanding.Count == 0,
                        $"{name}: {device.Bonds.Count} bonds, {device.Atc.Count} translations"
                    );
                    Assert.Equal(0, (device.Faults?.PartialCount ?? 0) + (device.Faults?.PendingCount ?? 0));
                    break;
                case IommuState iommu:
                    Assert.Equal(0, iommu.Iotlb.Count);
                    Assert.All(iommu.Tables.Values, table => Assert.Equal(0, table.Count));
                    break;
                case MmState mm:
                    Assert.True(mm.Subscriptions.Count == 0 && mm.Deferred.Count == 0 && mm.Sections == 0, $"{name} has subscribers");
                    Assert.Equal(mm.Users > 0 ? 1 : 0, mm.Count);
                    break;
                default:
                    break;
            }
        }
    }

    public void AssertSound()
    {
        CheckInvariants();
        Assert.Empty(Happened(SvaEventKind.Verdict).Select(verdict => $"{verdict.Object}: {verdict.Note}"));
        foreach (var (_, state) in Simulation.States())
        {
            switch (state)
            {
                case IoMmState ioMm:
                    ioMm.Check();
                    break;
                case DeviceState device:
                    device.Check();
                    break;
                case IommuState iommu:
                    iommu.Check();
                    break;
                case MmState mm:
                    mm.Check();
                    break;
                case PasidSpaceState space:
                    space.Check();
                    break;
                default:
                    break;
            }
        }
    }
}
