using SvaOrleans.Samples.BankAccount;
using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

// Two withdrawals at once, in every order.
var report = Explorer.Explore(Make, new() { Strategy = new Exhaustive(), Budget = new() });
Console.WriteLine(report);
if (report.Failure is not { } failure)
{
    return 0;
}

var repeater = new Repeater(Make);
var smallest = new Shrinker(repeater, failure.Violation).Shrink(failure.Decisions)!;
Console.WriteLine(TextDiagram.Of(Story.Of(repeater, smallest)));
Console.WriteLine($"again: {new ReplayToken(RunHash.Of("two withdrawals"), failure.Strategy, smallest)}");
return 1;

static Experiment Make(Strategy strategy)
{
    var cluster = new SimulatedClusterBuilder().AddGrains(typeof(Account).Assembly).UseStrategy(strategy).Build();
    var id = GrainId.Create("account", "alice");
    return new(cluster.World, async () =>
    {
        var account = cluster.GrainFactory.GetGrain<IAccount>(id);
        var one = account.Withdraw(70).AsTask();
        var other = account.Withdraw(70).AsTask();
        await one;
        await other;
    })
    {
        Oracles = [new NeverOverdrawn(() => cluster.Find<Account>(id))],
    };
}

/// <summary>What must hold after every step.</summary>
internal sealed class NeverOverdrawn(Func<Account?> account) : Oracle
{
    public override string Name => "never overdrawn";

    public override bool WatchesSteps => true;

    public override void AfterStep(Activation at)
    {
        if (account()?.Balance < 0)
        {
            throw Fail($"the balance is {account()!.Balance}");
        }
    }
}
