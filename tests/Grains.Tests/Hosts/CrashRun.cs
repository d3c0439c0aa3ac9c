using System.Collections.Immutable;
using System.Text;
using SvaOrleans.Grains.Tests.Differential;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Silo;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;
using Task = System.Threading.Tasks.Task;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>Two or three hosts on two or three silos, a client at each console, and perhaps a silo that dies under them.</summary>
internal sealed class CrashRun
{
    private readonly List<Client> _clients = [];
    private bool _isKilled;

    public CrashRun(ulong seed)
    {
        var random = new Xoshiro(seed);
        Rig = new(2 + random.Below(2), new RandomStrategy(seed));
        var hosts = 2 + random.Below(2);
        Victim = random.Below(hosts);
        for (var index = 0; index < hosts; index++)
        {
            var spec = RandomMachine.Make(ref random, $"h{seed % 11}-{index}");
            spec = spec with
            {
                Devices =
                [
                    .. spec.Devices.Select(device =>
                        device with
                        {
                            Driver = device.Driver with { MmExitSleep = VirtualTime.FromMilliseconds(device.Function.Device % 3) },
                        }
                    ),
                ],
            };
            var programs = Programs(spec, seed + (ulong)index, isSequential: index != Victim, ref random);
            _clients.Add(new(this, spec, programs, TakesCheckpoint: seed % 3 == 0));
        }
    }

    public HostRig Rig { get; }

    public int Victim { get; }

    public IReadOnlyList<Client> Clients => _clients;

    /// <summary>What the victims were at when their silo died.</summary>
    public SortedSet<string> Marks { get; } = new(StringComparer.Ordinal);

    public string? Dead { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Runs all clients to their end.</summary>
    /// <param name="killAfter">After how many steps the victim's silo dies; after the end when there are fewer; null for never.</param>
    public void Play(long? killAfter)
    {
        foreach (var client in _clients)
        {
            client.Boot();
        }

        var world = Rig.Cluster.World;
        var begin = world.StepCount;
        world.AfterStep = _ =>
        {
            if (world.StepCount - begin >= killAfter && !_isKilled)
            {
                Kill();
            }
        };
        Rig.Cluster.Run(() => Task.WhenAll(_clients.Select(client => client.Play())));
        Steps = world.StepCount - begin;
        world.AfterStep = null;
        if (killAfter is not null && !_isKilled)
        {
            Kill();
        }
    }

    private void Kill()
    {
        _isKilled = true;
        Dead = Rig.SiloOf(_clients[Victim].Host)!;
        foreach (var client in _clients.Where(client => Rig.SiloOf(client.Host) == Dead))
        {
            var running = Running(client.Host);
            client.HasCrashed = true;
            client.WasRunning = running.Contains("IHostGrain.Run");
            Marks.Add(running.Count == 0 ? "idle" : "busy");
            Marks.UnionWith(running);
        }

        Rig.Cluster.KillSilo(Dead);
    }

    private SortedSet<string> Running(string host)
    {
        var running = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var activation in Rig.Cluster.World.Activations.Where(activation =>
                activation.Slot.Key.StartsWith(host + "/", StringComparison.Ordinal)
            )
        )
        {
            for (var index = 0; index < activation.RunningCount; index++)
            {
                running.Add(activation.Running(index).Method.ToString());
            }
        }

        return running;
    }

    // A sequential program that waits for the workers after each step does the same in every schedule.
    private static ImmutableArray<Program> Programs(HostSpec spec, ulong seed, bool isSequential, ref Xoshiro random)
    {
        if (isSequential)
        {
            // A user count of an mm that is never put would keep all its bonds.
            var made = new RandomProgram(spec, seed).Make(40).RemoveAll(static step => step is GetMmStep or PutMmStep);
            return [Settled(spec, made[..18]), Settled(spec, made[18..27]), Settled(spec, made[27..])];
        }

        var (setup, branches) = new RandomProgram(spec, seed).MakeRace(10 + random.Below(15), 2 + random.Below(3), 4 + random.Below(8));
        var id = setup.Length;
        var race = new ParallelStep(
            ++id,
            [.. branches.Select(branch => new Program([.. branch.Select(step => step with { Id = ++id })]))],
            [.. branches.Select((_, index) => new ObjectName(spec.Host, ObjectKind.Task, "branch" + index))]
        );
        return
        [
            new([.. setup]),
            new([race]),
            Settled(spec, [.. Born([new([.. setup]), new([race])]).Take(1).Select(name => Exit(spec.Host, name))]),
        ];
    }

    private static Program Settled(HostSpec spec, ImmutableArray<Step> steps) =>
        new([.. steps.SelectMany(step => new[] { step, new SettleStep(1_000 + step.Id, new(spec.Host, ObjectKind.Host, "")) })]);

    private static ExitStep Exit(string host, string task) => new(1, new(host, ObjectKind.Task, task), IsOrderly: false);

    /// <summary>The processes that programs start.</summary>
    public static IEnumerable<string> Born(IEnumerable<Program> programs) =>
        programs.SelectMany(program => program.Steps).SelectMany(Born).Distinct();

    private static IEnumerable<string> Born(Step step) =>
        step switch
        {
            SpawnStep spawn => [spawn.Task.Name],
            ForkStep fork => [fork.Child.Name],
            ParallelStep parallel => Born(parallel.Branches),
            _ => [],
        };

    /// <summary>A client of one host's console: sends programs one at a time until an outcome is unknown.</summary>
    internal sealed record Client(CrashRun Run, HostSpec Spec, ImmutableArray<Program> Programs, bool TakesCheckpoint)
    {
        public string Host => Spec.Host;

        public Stamp Stamp { get; private set; }

        public bool HasCrashed { get; set; }

        /// <summary>Whether a program ran on it when it crashed.</summary>
        public bool WasRunning { get; set; }

        public OperationAccount Account { get; private set; } = OperationAccount.Empty;

        public List<RunResult> Results { get; } = [];

        public string Empty { get; private set; } = "";

        /// <summary>How the host may look when it comes back from a crash.</summary>
        public List<string> MayComeBackAs { get; } = [];

        public void Boot()
        {
            Assert.Equal(Errno.None, Run.Rig.Boot(Spec).Error);
            Empty = Run.Rig.View(Host);
            MayComeBackAs.Add(Empty);
            Stamp = Run.Rig.Now(Host);
        }

        public async Task Play()
        {
            var console = Run.Rig.Simulation.HostOf(Host);
            var isLost = false;
            foreach (var program in Programs)
            {
                if (isLost)
                {
                    Account += OperationAccount.OfNotSent(program);
                    continue;
                }

                try
                {
                    var ran = await console.Run(new(Run.Rig.Runner(Host), new(Stamp, program, [])));
                    Stamp = Stamp.Later(ran.At);
                    Results.Add(ran);
                    Account += OperationAccount.Of(program, ran);
                }
                catch (Exception crash) when (OutcomeUnknownException.Covers(crash))
                {
                    Account += OperationAccount.OfUnknown(program);
                    isLost = true;
                }

                if (TakesCheckpoint && program == Programs[0] && !isLost)
                {
                    isLost = !await Checkpoint(console);
                }
            }
        }

        private async Task<bool> Checkpoint(IHostGrain console)
        {
            try
            {
                var view = Encoding.UTF8.GetString((await console.View(Stamp)).View.AsSpan());
                MayComeBackAs.Add(view);
                var taken = await console.Checkpoint(new(Stamp, ComesBackRestored: true));
                Assert.Equal(Errno.None, taken.Error);
                MayComeBackAs.Remove(Empty);
                return true;
            }
            catch (Exception crash) when (OutcomeUnknownException.Covers(crash))
            {
                return false;
            }
        }

        /// <summary>Ends every process that ever ran, and flushes the page requests that devices sent without a bond.</summary>
        public void Clear(IEnumerable<Program> programs)
        {
            var ids = 0;
            var program = new Program([
                .. Born(programs).Select(name => Exit(Host, name) with { Id = ++ids }),
                .. Spec.Devices.Select(device => new FlushFaultsStep(++ids, device.Name, null)),
            ]);
            Run.Rig.Simulation.Run(Run.Rig.Runner(Host), new(Run.Rig.Now(Host), program, [])).Wait();
        }
    }
}
