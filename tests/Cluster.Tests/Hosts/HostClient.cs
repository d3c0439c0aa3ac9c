using System.Collections.Immutable;
using System.Text;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Orleans;

namespace SvaOrleans.Cluster.Tests.Hosts;

/// <summary>A client of the console of one host of a cluster.</summary>
internal sealed class HostClient(ClusterSimulation simulation, string host)
{
    private readonly TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runners;

    public string Host => host;

    public HostSpec Spec { get; } = new MailExample().Spec(host);

    public Stamp Stamp { get; set; }

    public ClusterSimulation Simulation => simulation;

    public OperationAccount Account { get; private set; } = OperationAccount.Empty;

    public string Empty { get; private set; } = "";

    /// <summary>Completes when a few programs have run.</summary>
    public Task Busy => _busy.Task;

    private IHostGrain Console => simulation.HostOf(host);

    public async Task Boot()
    {
        Assert.Equal(Errno.None, (await simulation.Boot(Spec)).Error);
        await Renew();
        Empty = await View();
    }

    /// <summary>Learns which boot the host is in now; a host that crashed comes back by that.</summary>
    public async Task<HostStatus> Renew()
    {
        var status = await Console.Probe();
        Stamp = new(status.At, status.Epoch);
        return status;
    }

    public async Task<string> View() => Encoding.UTF8.GetString((await Console.View(Stamp)).View.AsSpan());

    public async Task<ImmutableArray<SvaEvent>> TakeEvents() => (await Console.TakeEvents(Stamp)).Events;

    public async Task<CheckpointResult> Checkpoint(bool comesBackRestored) => await Console.Checkpoint(new(Stamp, comesBackRestored));

    public async Task<BootResult> Reboot(bool fromCheckpoint)
    {
        var back = await Console.Reboot(new(Stamp, fromCheckpoint));
        await Renew();
        return back;
    }

    public async Task<RunResult> Run(Program program)
    {
        var ran = await simulation.Run(new(host, ObjectKind.Task, "runner" + _runners++), new(Stamp, program, []));
        Stamp = Stamp.Later(ran.At);
        return ran;
    }

    /// <summary>Runs programs one at a time, until an outcome is unknown.</summary>
    public async Task Work(int rounds)
    {
        var isLost = false;
        for (var round = 0; round < rounds; round++)
        {
            var program = Life(round);
            if (isLost)
            {
                Account += OperationAccount.OfNotSent(program);
                continue;
            }

            try
            {
                Account += OperationAccount.Of(program, await Run(program));
                if (round == 2)
                {
                    _busy.TrySetResult();
                }
            }
            catch (OutcomeUnknownException)
            {
                Account += OperationAccount.OfUnknown(program);
                isLost = true;
                _busy.TrySetResult();
            }
        }
    }

    /// <summary>What one round wants done: 15 operations, of which one is refused.</summary>
    public Program Life(int round) => Life("X" + round);

    private Program Life(string process)
    {
        var (dev0, dev1) = (Spec.Devices[0].Name, Spec.Devices[1].Name);
        var (x, task) = (Name(ObjectKind.Mm, process), Name(ObjectKind.Task, process));
        var pasid = PasidOperand.Named("pasid");
        return new([
            new InitStep(1, dev0, SvaFeatures.None, default),
            new InitStep(2, dev1, SvaFeatures.None, default),
            new SpawnStep(3, task, x),
            new MemoryStep(4, x, MemoryOperation.Mmap, new(new(0), 16), IsFixed: true, Protection: Protection.Read | Protection.Write),
            new MemoryStep(5, x, MemoryOperation.Touch, new(new(0), 8), Protection: Protection.Write),
            new BindStep(6, dev0, x, SvaFeatures.None, 0, "pasid"),
            new BindStep(7, dev1, x, SvaFeatures.None, 0, null),
            new BindStep(8, dev1, x, SvaFeatures.None, 0, null),
            new DmaStep(9, dev0, pasid, new(new(0), 8), Protection.Write),
            new ParallelStep(
                10,
                [new([new MemoryStep(11, x, MemoryOperation.Munmap, new(new(4), 4))]), new([new UnbindStep(12, dev0, pasid)])],
                [Name(ObjectKind.Task, "left"), Name(ObjectKind.Task, "right")]
            ),
            new ExitStep(13, task, IsOrderly: false),
            new ShutdownStep(14, dev0),
            new ShutdownStep(15, dev1),
            new SettleStep(16, Name(ObjectKind.Host, "")),
        ]);
    }

    /// <summary>A process with two bonds and what its devices have cached.</summary>
    public Program Bound()
    {
        var life = Life("kept");
        return new(life.Steps[..7].Add(life.Steps[8]));
    }

    /// <summary>Goes on where <see cref="Bound"/> stopped, with the PASID that it got.</summary>
    public Program GoOn() =>
        new([
            new DmaStep(1, Spec.Devices[0].Name, PasidOperand.Of(new(1)), new(new(2), 4), Protection.Write),
            new MemoryStep(2, Name(ObjectKind.Mm, "kept"), MemoryOperation.Munmap, new(new(0), 2)),
            new UnbindStep(3, Spec.Devices[0].Name, PasidOperand.Of(new(1))),
            new ExitStep(4, Name(ObjectKind.Task, "kept"), IsOrderly: false),
            new ShutdownStep(5, Spec.Devices[0].Name),
            new ShutdownStep(6, Spec.Devices[1].Name),
        ]);

    /// <summary>An exit that waits for a driver's handler, which never ends.</summary>
    public Program Hang() =>
        new([
            new InitStep(1, Spec.Devices[0].Name, SvaFeatures.None, default),
            new SetDriverStep(2, Spec.Devices[0].Name, new(IsMmExitHanging: true)),
            new SpawnStep(3, Name(ObjectKind.Task, "stuck"), Name(ObjectKind.Mm, "stuck")),
            new BindStep(4, Spec.Devices[0].Name, Name(ObjectKind.Mm, "stuck"), SvaFeatures.None, 0, null),
            new ExitStep(5, Name(ObjectKind.Task, "stuck"), IsOrderly: false),
        ]);

    private ObjectName Name(ObjectKind kind, string name) => new(host, kind, name);
}
