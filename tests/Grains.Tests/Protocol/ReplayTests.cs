using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Traces on a machine of which not every device takes part.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_that_refuses_a_bind_takes_nothing_from_those_that_are_bound(bool comesFirst)
    {
        var machine = new Machine(new MailExample());
        machine.Run(Steps.Init(Dev0, SvaFeatures.Iopf));
        var mapped = new MemoryStep(
            0,
            X,
            MemoryOperation.Mmap,
            new(new(0x100), 2),
            IsFixed: true,
            Protection: Protection.Read | Protection.Write
        );
        var done = await machine.Simulation.Replay(
            MailExample.Task("player"),
            new(
                machine.Stamp,
                [
                    new(VirtualTime.Zero, MailExample.Task("X"), ReplayKind.Appear, X, default, default, false, null),
                    new(VirtualTime.Zero, MailExample.Task("X"), ReplayKind.Memory, X, default, default, false, mapped),
                ],
                comesFirst ? [Dev1, Dev0] : [Dev0, Dev1],
                2
            )
        );

        // The other one is in a domain without this address space.
        Assert.Equal((1, 1, 2, 1), (done.Figures.Binds, done.Figures.BindErrors, done.Figures.DmaPages, done.Figures.DmaErrors));
        machine.AssertSound();
    }
}
