using SvaOrleans.Grains.Tests.Machines;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using Step = SvaOrleans.Interfaces.Programs.Step;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>The cost of one operation does not depend on the number of other bonds.</summary>
public sealed class GrowthTests
{
    private const int Devices = 10;
    private const int ChunkSteps = 1_000;

    [Fact]
    public void A_bind_a_munmap_an_unbind_and_an_exit_take_as_many_calls_and_steps_among_100_000_bonds_as_among_1_000()
    {
        var machine = new Machine(new WideMachine(Devices, Devices, 2).Spec());
        machine.Run([.. Enumerable.Range(0, Devices).Select(static index => Init(WideMachine.Device(index)))]);
        Fill(machine, 0, 100);
        var few = Measure(machine, "few");
        Fill(machine, 100, 10_000);
        Assert.Equal(10_000 * Devices, Enumerable.Range(0, Devices).Sum(index => machine.Device(WideMachine.Device(index)).Bonds.Count));
        Assert.Equal(few, Measure(machine, "many"));
        Assert.All(few, static cost => Assert.True(cost is { Calls: > 3, Steps: > 6 }, cost.ToString()));
    }

    private static void Fill(Machine machine, int from, int to)
    {
        var program = Enumerable
            .Range(from, to - from)
            .SelectMany(static number =>
                (Func<int, Step>[])
                    [
                        Process($"{number}"),
                        .. Enumerable.Range(0, Devices).Select(index => Bind(WideMachine.Device(index), Mm($"{number}"))),
                    ]
            );
        foreach (var chunk in program.Chunk(ChunkSteps))
        {
            Assert.All(machine.Run(chunk), static done => Assert.Equal(Errno.None, done.Error));
        }
    }

    private static List<(string What, long Calls, long Steps)> Measure(Machine machine, string name)
    {
        var mm = Mm(name);
        machine.Run(Process(name), Mmap(mm, 1, 2), Touch(mm, 1, 2));
        return
        [
            Of("first bind", Bind(WideMachine.Device(0), mm)),
            Of("bind", Bind(WideMachine.Device(1), mm)),
            Of("munmap", Munmap(mm, 1, 1)),
            Of("unbind", id => Unbind(WideMachine.Device(1), machine.IoMm(mm).Pasid.Value)(id)),
            Of("exit", Kill(name)),
        ];

        (string What, long Calls, long Steps) Of(string what, Func<int, Step> step)
        {
            var world = machine.Cluster.World;
            var (calls, steps) = (world.CallCount, world.StepCount);
            Assert.Equal(Errno.None, machine.Error(step));
            return (what, world.CallCount - calls, world.StepCount - steps);
        }
    }
}
