namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>Base of the tests that run on both engines; this one is for the deterministic engine.</summary>
public abstract class MachineTests
{
    private protected static Machine Boot(MailExample example) => new(example);

    private protected static IEnumerable<(string Schedule, Machine Machine)> Schedules(MailExample example, int seeds)
    {
        for (ulong seed = 0; seed < (ulong)seeds; seed++)
        {
            yield return ($"seed {seed}", new(example, new Simulation.Engine.Strategies.RandomStrategy(seed)));
        }
    }
}
