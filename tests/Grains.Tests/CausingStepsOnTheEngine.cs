using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Model.Events;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests;

/// <summary>The causes of events, on the deterministic engine.</summary>
public sealed class CausingStepsOnTheEngine : CausingSteps
{
    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void Steps_of_either_generation_cause_their_own_events(string generation)
    {
        var machine = new Machine(Instant.Spec() with { Generation = generation });
        machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X), Unbind(Dev0, 1));

        AssertOwn(machine);
    }

    [Fact]
    public void A_free_that_waits_for_a_notifier_is_of_the_step_that_unregistered()
    {
        var waited = 0;
        foreach (var (schedule, machine) in Schedules(new(), 60))
        {
            machine.Run([.. Setup(), Bind(Dev0, X), Mmap(X, 0x10, 4), Touch(X, 0x10, 4)]);
            var unbound = machine.Race([Munmap(X, 0x10, 4)], Late(2, Unbind(Dev0, 1)))[1][0];

            var freed = Assert.Single(machine.Happened(SvaEventKind.DriverMmFree));
            Assert.True(freed.Step == unbound.StepId, $"{schedule}: {freed}");
            waited += freed.At > unbound.At ? 1 : 0;
        }

        Assert.True(waited > 0, "no free waited for the notifier");
    }
}
