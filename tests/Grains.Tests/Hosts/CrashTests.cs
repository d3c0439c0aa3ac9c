using SvaOrleans.Grains.Tests.Differential;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Running;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>A silo dies at any moment: its hosts crash as machines do, and no other host is affected.</summary>
public sealed class CrashTests
{
    private static readonly SortedSet<string> Seen = new(StringComparer.Ordinal);

    // Reported once for each part, and checked when all have run: no part need see everything.
    private static readonly string[] Sometimes =
    [
        "idle",
        "busy",
        "ISvaDevice.Bind",
        "ISvaDevice.Unbind",
        "IIoMmGrain.WhenGone",
        "IDevice2018Grain.RunMmExit",
        "ITaskGrain.Exit",
        "IIoMmGrain.Attach",
        "IKworkerGrain.RunGroup",
        "IMmGrain.FinishExit",
        "IHostGrain.Checkpoint",
        "IHostGrain.View",
        "IDeviceGrain.Dma",
    ];

    [Fact]
    public void A_silo_dies_under_a_thousand_clusters()
    {
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            try
            {
                Crash(seed);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }

        Assert.Empty(Sometimes.Except(Seen));
    }

    private static void Crash(ulong seed)
    {
        var calm = new CrashRun(seed);
        calm.Play(null);
        Assert.All(calm.Clients, client => Assert.Equal((0, 0), (client.Account.Unknown, client.Account.NotSent)));
        var random = new Xoshiro(~seed);
        var run = new CrashRun(seed);
        run.Play(1 + random.Below((int)(calm.Steps * 11 / 10)));
        Seen.UnionWith(run.Marks);
        var sum = run.Clients.Aggregate(OperationAccount.Empty, (all, client) => all + client.Account);
        Assert.Equal(run.Clients.Sum(client => client.Programs.Sum(OperationAccount.Count)), sum.Sum);
        Assert.True(run.Clients[run.Victim].HasCrashed);
        foreach (var (client, before) in run.Clients.Zip(calm.Clients))
        {
            if (client.HasCrashed)
            {
                CheckCrashed(run, client, seed);
            }
            else
            {
                CheckUnharmed(run, client, calm, before, isSequential: client.Host != run.Clients[run.Victim].Host);
            }
        }
    }

    private static void CheckCrashed(CrashRun run, CrashRun.Client client, ulong seed)
    {
        var rig = run.Rig;
        Assert.True(!client.WasRunning || client.Account.Unknown > 0, "a program that ran on the silo that died has ended as done");

        // The first request from the old boot meets the next one already, and is refused by it.
        Assert.Throws<HostRestartedException>(() => rig.View(client.Host, client.Stamp));
        var status = rig.Probe(client.Host);
        Assert.Equal((Errno.None, new BootEpoch(2), 0), (status.Error, status.Epoch, status.Running));
        Assert.NotEqual(run.Dead, rig.SiloOf(client.Host));
        var view = rig.View(client.Host);
        Assert.Contains(view, client.MayComeBackAs);
        rig.AssertAtHome(client.Host);
        rig.Watch(client.Spec).AssertSound();
        if (view == client.Empty)
        {
            rig.Watch(client.Spec).AssertNothingLeft();
        }

        // The rebooted host works.
        var again = new Program(new RandomProgram(client.Spec, ~seed).MakeRace(20, 1, 0).Setup);
        rig.Simulation.Run(rig.Runner(client.Host), new(rig.Now(client.Host), again, [])).Wait();
        rig.Watch(client.Spec).AssertSound();
        client.Clear([.. client.Programs, again]);
        rig.Watch(client.Spec).AssertNothingLeft();
        rig.AssertAtHome(client.Host);
    }

    private static void CheckUnharmed(CrashRun run, CrashRun.Client client, CrashRun calm, CrashRun.Client before, bool isSequential)
    {
        var rig = run.Rig;
        Assert.Equal((0, 0), (client.Account.Unknown, client.Account.NotSent));
        Assert.Equal(new BootEpoch(1), rig.Probe(client.Host).Epoch);
        if (isSequential)
        {
            Assert.Equal(before.Account, client.Account);
            Assert.Equal(Told(before), Told(client));
            Assert.Equal(calm.Rig.View(client.Host), rig.View(client.Host));
        }

        rig.AssertAtHome(client.Host);
        rig.WatchClosely(client.Spec).AssertSound();
        client.Clear(client.Programs);
        rig.WatchClosely(client.Spec).AssertNothingLeft();
    }

    private static IEnumerable<string> Told(CrashRun.Client client) =>
        client
            .Results.SelectMany(ran => ran.Results)
            .Select(step => $"{step.StepId} {step.Error} {step.Pasid} {string.Join(' ', step.Figures)}");
}
