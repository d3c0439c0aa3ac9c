using SvaOrleans.Checking;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Reports.Exploring.Faults;

/// <summary>The checks after the last injected failure: every host answers, in a new boot if its silo died, and every process can be
/// ended.</summary>
/// <param name="plan">The scenario.</param>
/// <param name="simulation">The simulation that ran it.</param>
/// <param name="trace">The events; those of a boot that is over are forgotten.</param>
internal sealed class Aftermath(ScenarioPlan plan, EngineSimulation simulation, EventTrace trace)
{
    private readonly SortedDictionary<string, BootEpoch> _boots = new(StringComparer.Ordinal);

    /// <summary>Hosts that came back from a crash in this order.</summary>
    public int Restarted { get; private set; }

    /// <summary>The scenario's setup is done: these are the boots that it is about.</summary>
    public async Task Begin()
    {
        _boots.Clear();
        Restarted = 0;
        foreach (var host in plan.Hosts)
        {
            _boots[host.Name] = (await simulation.HostOf(host.Name).Probe()).Epoch;
        }
    }

    /// <summary>Every host answers, and its workers end.</summary>
    public async Task Probe()
    {
        foreach (var host in plan.Hosts)
        {
            var status = await simulation.HostOf(host.Name).Probe();
            Require(status.Error.IsSuccess, $"host {host.Name} does not come back: {status.Error}");
            Require(
                status.Epoch.Value >= _boots[host.Name].Value,
                $"host {host.Name} went from boot {_boots[host.Name]} back to {status.Epoch}"
            );
            if (status.Epoch != _boots[host.Name])
            {
                Restarted++;
                trace.Forget(host.Name);
            }

            await simulation.HostOf(host.Name).WhenIdle(new(status.At, status.Epoch));
        }
    }

    /// <summary>Every process is ended.</summary>
    public async Task EndAll()
    {
        foreach (var host in plan.Hosts)
        {
            var console = simulation.HostOf(host.Name);
            var status = await console.Probe();
            var id = 0;
            Program ends = new([.. Born(host).Select(task => new ExitStep(++id, task, IsOrderly: false))]);
            await console.Run(new(new(host.Name, ObjectKind.Task, Segments.MainTask), new(new(status.At, status.Epoch), ends, [])));
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ViolationException(new(ViolationKind.Safety, "a host comes back", message));
        }
    }

    private IEnumerable<ObjectName> Born(HostPlan host) =>
        plan
            .Setup.Concat(plan.Segments)
            .OfType<ProgramSegment>()
            .Where(segment => segment.Host.Name == host.Name)
            .SelectMany(static segment => segment.Program.Steps)
            .SelectMany(Born)
            .Distinct();

    private static IEnumerable<ObjectName> Born(Step step) =>
        step switch
        {
            SpawnStep spawn => [spawn.Task],
            ForkStep fork => [fork.Child],
            ParallelStep parallel => parallel.Branches.SelectMany(static branch => branch.Steps).SelectMany(Born),
            _ => [],
        };
}
