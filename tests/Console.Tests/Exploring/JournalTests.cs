using System.Diagnostics;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The journal of an order that never ends.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly string Race = Path.Combine(Sva.Scenarios, "races", "d3-two-unbinds-and-exit.yaml");

    private readonly TemporaryFolder _folder = new();

    private string Journal => Path.Combine(_folder.Path, "orders.journal");

    public void Dispose() => _folder.Dispose();

    /// <summary>After any choice the file has the order up to that choice, even if the process dies.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 4)]
    [InlineData(40, 9)]
    public void An_order_stands_in_it_up_to_the_choice_that_takes_effect_next(int order, int choices)
    {
        var document = ScenarioLoader.Read(Race, null)[0];
        var cut = Path.Combine(_folder.Path, "cut.journal");
        Copying copying;
        using (var journal = new OrderJournal(Journal, document.Hash, 1, ["faults-1-crash"]))
        {
            copying = new(journal, order, choices, () => File.Copy(Journal, cut));
            Explorer.Explore(
                ScenarioExperiment.Of(document),
                new()
                {
                    Strategy = new RandomWalk(),
                    Workers = 1,
                    Journal = copying,
                    Budget = new() { Schedules = order + 1 },
                }
            );
        }

        var token = Assert.Single(OrderJournal.Read(cut));
        Assert.Equal(choices, token.Decisions.Count);
        Assert.Equal(copying.Made.Take(choices), token.Decisions);
        Assert.Equal((document.Hash, $"random-{order}"), (token.Subject, token.Strategy));
        Assert.Equal(["faults-1-crash"], token.Conditions);
        Assert.Empty(OrderJournal.Read(Journal));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("exhaustive")]
    public void An_order_repeats_after_the_process_was_killed(string strategy)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sva.exe" : "sva"),
            [
                "explore",
                Path.Combine(Sva.Scenarios, "races", "r8-last-put-of-a-fault-worker.yaml"),
                "--strategy",
                strategy,
                "--workers",
                "1",
                "--journal",
                Journal,
                "--time",
                "5m",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Sva.Root,
        };
        using (var exploring = Process.Start(start)!)
        {
            Assert.True(SpinWait.SpinUntil(() => exploring.HasExited || HasChoices(), TimeSpan.FromMinutes(2)), "no order began");
            exploring.Kill();
            exploring.WaitForExit();
        }

        // Killed between two orders, which is the shortest of moments, it may have none.
        var ran = OrderJournal.Read(Journal);
        var again = Sva.Run("replay", Journal);
        Assert.True(again.ExitCode == (ran.Count == 1 ? 0 : 2), again.Out + again.Error);
        Assert.Contains(
            ran.Count == 1 ? "nothing is broken in this order" : "no order ran",
            again.Out + again.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Of_several_orders_each_is_named()
    {
        using (var journal = new OrderJournal(Journal, 1, 3, []))
        {
            journal.Begin(0, "random:1");
            journal.Begin(1, "pct:3:2");
            journal.Chose(1, 300);
            journal.Begin(2, "fair");
            journal.End(2);
        }

        var refused = Sva.Run("replay", Journal);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            $"2 orders ran when the journal was written last; expected one of them: {new ReplayToken(1, "random-1", [])}, or "
                + $"{new ReplayToken(1, "pct-3-2", [300])}",
            refused.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("sva-journal/1 0000000000000001 1 ", "damaged")]
    [InlineData("sva-journal/1", "damaged")]
    [InlineData("sva-journal/2", "no replay token")]
    public void What_is_no_journal_is_refused(string text, string says)
    {
        var refused = Sva.Run("replay", _folder.Write("orders.journal", text));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(says, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_beyond_its_slot_is_refused()
    {
        using (var journal = new OrderJournal(Journal, 1, 1, []))
        {
            journal.Begin(0, "fair");
        }

        var bytes = File.ReadAllBytes(Journal);
        bytes[256 + 67] = 0x41;
        File.WriteAllBytes(Journal, bytes);
        var refused = Sva.Run("replay", Journal);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("damaged", refused.Error, StringComparison.Ordinal);
    }

    private bool HasChoices()
    {
        try
        {
            return File.Exists(Journal) && OrderJournal.Read(Journal) is [{ Decisions.Count: > 0 }];
        }
        catch (Exception e) when (e is InputException or IOException)
        {
            return false; // it is being made
        }
    }

    /// <summary>Looks at the file in the middle of an order.</summary>
    private sealed class Copying(IScheduleJournal journal, int order, int choices, Action copy) : IScheduleJournal
    {
        private int _orders = -1;

        public List<int> Made { get; } = [];

        public void Begin(int worker, string strategy)
        {
            journal.Begin(worker, strategy);
            if (++_orders == order && choices == 0)
            {
                copy();
            }
        }

        public void Chose(int worker, int decision)
        {
            journal.Chose(worker, decision);
            if (_orders != order)
            {
                return;
            }

            Made.Add(decision);
            if (Made.Count == choices)
            {
                copy();
            }
        }

        public void End(int worker) => journal.End(worker);
    }
}
