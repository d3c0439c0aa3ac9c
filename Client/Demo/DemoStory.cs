using System.Globalization;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Rendering.Drawings;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Demo;

/// <summary>Explains the demo's scenario chapter by chapter, in pictures drawn from the run.</summary>
internal sealed class DemoStory(IAnsiConsole console) : IRunObserver
{
    private const int ProseColumns = 100;

    private readonly List<(StepPlan Step, StepResult Result)> _results = [];
    private readonly List<SvaEvent> _events = [];
    private int _chapter;

    /// <inheritdoc/>
    public void Begin(ScenarioPlan plan, string engine, ulong? seed)
    {
        Say("[bold]Shared Virtual Addressing, the 2018 contract[/]");
        Say(
            "A device that takes part in SVA uses the addresses of a process: no buffers pinned, no copies. Every transaction that it sends carries a "
                + "PASID, a number that tells the IOMMU through whose page table the address goes. This is the example that the patches draw, "
                + $"played by {Markup.Escape(engine == "Simulated" ? "the deterministic engine" : engine)}; every picture is drawn from the state and the events of this run."
        );
    }

    /// <inheritdoc/>
    public void Result(StepPlan step, StepResult result) => _results.Add((step, result));

    /// <inheritdoc/>
    public void Event(in SvaEvent happened) => _events.Add(happened);

    /// <inheritdoc/>
    public void Progress(StepPlan step, long events, double? fraction) { }

    /// <inheritdoc/>
    public void Replayed(StepPlan step, ReplayFigures figures, StepResult result) { }

    /// <inheritdoc/>
    public void Failure(RunFailure failure) => Terminal.Unwrapped(console, $"[red]NOT AS EXPECTED[/] {Markup.Escape(failure.Message)}");

    /// <inheritdoc/>
    public void Held(int checks) { }

    /// <inheritdoc/>
    public async Task Segment(Segment segment, Func<Task<WorldView>> view)
    {
        if (segment is not StateSegment)
        {
            return;
        }

        _chapter++;
        var host = (await view()).Hosts[0];
        switch (_chapter)
        {
            case 1:
                Machine(host);
                break;
            case 2:
                Binds(segment.Host.Spec, host);
                break;
            case 3:
                Dma();
                break;
            case 4:
                Invalidation();
                break;
            case 5:
                Exit(host);
                break;
            default:
                End(host);
                break;
        }

        _results.Clear();
        _events.Clear();
    }

    /// <inheritdoc/>
    public void End(RunOutcome outcome)
    {
        console.WriteLine();
        Say(
            outcome.HasPassed
                ? $"[green]All of it went as the contract says.[/] [dim]{outcome.Operations} operations, {Times.Of(outcome.At)} modelled; {Times.Of(outcome.Measured)} measured.[/]"
                : "[red]Something did not go as the contract says.[/]"
        );
        if (outcome.HasPassed)
        {
            Say(
                "[dim]Next: 'sva run scenarios/tour/mail-example.yaml' runs the same with its checks shown; docs/scenario.md tells how to write your own.[/]"
            );
        }
    }

    private void Machine(HostView host)
    {
        Chapter("A machine at rest");
        Say(
            "One IOMMU, three devices. Its device table says in which domain each device is; a domain's PASID table says what a PASID means to its devices. "
                + "Entry 0 stands for traffic without PASID: the domain's private addresses, which drivers map and unmap as ever."
        );
        Draw(TableDrawing.Draw(host.Iommus[0]));
    }

    private void Binds(HostSpec spec, HostView host)
    {
        Chapter("Two processes are bound to three devices");
        Say(
            "A driver calls bind for each device. A process has one PASID, whichever device it is bound to; binding the same pair twice is refused."
        );
        Calls();
        Say("Each call that succeeded made a bond, between a device and an io_mm, the IOMMU's view of a process:");
        Draw(BondDrawing.Draw(spec, host));
        Say(
            "In the hardware's tables that is one entry for each domain and PASID. Both devices of domain B share the entry of Y: the first bind wrote it."
        );
        Draw(TableDrawing.Draw(host.Iommus[0]));
    }

    private void Dma()
    {
        Chapter("The devices use the processes' memory");
        Say(
            "A device asks its own translation cache (ATC) first, then the IOMMU, which asks its cache (IOTLB) or walks the process's page table. A page that is "
                + "not there is asked for with a page request, and faulted in as if the CPU had touched it."
        );
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var head in (string[])["DMA of", "PASID", "answer"])
        {
            table.AddColumn(head);
        }

        foreach (var head in (string[])["pages", "ATC", "IOTLB", "walks", "requests", "took"])
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (var (step, result) in _results.Where(static row => row.Step.Keyword == "dma"))
        {
            table.AddRow(
                Bdf.Short((string)step.Arguments[0].Value),
                result.Pasid?.ToString() ?? "",
                result.Error.ToString(),
                Figure(result, "pages"),
                Figure(result, "atcHits"),
                Figure(result, "iotlbHits"),
                Figure(result, "walks"),
                Figure(result, "pageRequests"),
                Times.Of(result.At - result.StartedAt)
            );
        }

        console.Write(table);
        Say(
            "The first row paid for page requests. The third device found in the IOTLB what the second one had brought there, since they share a domain; and later what it has itself. "
                + "The last row is device 00:01.0 with PASID 1, which means nothing in domain B: the IOMMU refuses."
        );
    }

    private void Invalidation()
    {
        Chapter("Process Y gives memory back: the fan-out");
        var at = _results.FindIndex(static row => row.Step.Keyword == "munmap");
        var (result, again) = (_results[at].Result, _results[at + 1].Result);
        Say(
            "munmap(Y, pages 0x207..0x20a). The page-table entries go first; then every cache that may hold them must forget them; only then are the pages free. "
                + "One notification becomes a call for each bond and commands for each domain:"
        );
        Draw(FanOutDrawing.Draw(_events));
        Say(
            "Four pages were asked for, but a command to a device's cache names an aligned power of two, here 16. "
                + $"The commands named {Figure(result, "pagesOverInvalidated")} pages more in sum, and "
                + $"[bold]{Figure(result, "unaskedDrops")}[/] cached translations were dropped beyond the pages asked for. "
                + $"Device 00:01.0 then used 7 of these pages, and [bold]{Figure(again, "refetches")}[/] translations were fetched again. munmap took {Times.Of(result.At - result.StartedAt)}, most of it waiting for devices."
        );
    }

    private void Exit(HostView host)
    {
        Chapter("Process Y is killed while a driver unbinds it");
        Say(
            "On a kill the kernel tells each driver by mm_exit to stop its DMA, newest bond first. The driver of 00:01.0 takes ten minutes for that, as the worst are known to. Meanwhile "
                + "another thread calls unbind for the same bond: it must not return before mm_exit has, or the driver would free what its own handler still uses."
        );
        Draw(ExitSequence.Draw(_results, _events));
        Say("[dim]● does something, ┃ is at work, ┊ waits. On the left, the modelled time since the row above.[/]");
        var unbinds = _results.Where(static row => row.Step.Keyword == "unbind").ToArray();
        if (Figure(unbinds[0].Result, "waited") != "1")
        {
            Say(
                $"This time the cluster was busy, and the unbind came {(unbinds[0].Result.Error.IsSuccess ? "before the kill: there was no handler to wait for" : "after the handler")}."
            );
        }

        Say(
            $"The unbind answered {unbinds[0].Result.Error} after {Times.Of(unbinds[0].Result.At - unbinds[0].Result.StartedAt)}; a second one answers {unbinds[1].Result.Error}: there is no such bond any more. "
                + "Entry 2 is gone from both tables, and the number can be given to another process:"
        );
        Draw(TableDrawing.Draw(host.Iommus[0]));
    }

    private void End(HostView host)
    {
        Chapter("X is unbound and ends: what is left");
        var left = host.Left;
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var head in (string[])["PASIDs", "bonds", "table entries", "cached translations", "pending faults", "deferred frees"])
        {
            table.AddColumn(new TableColumn(head).Centered());
        }

        table.AddRow([
            .. (
                (int[])[left.Pasids, left.Bonds, left.TableEntries, left.CachedTranslations, left.PendingFaults, left.DeferredFrees]
            ).Select(static count => count.ToString(CultureInfo.InvariantCulture)),
        ]);
        console.Write(table);
        Say(left.IsNothing ? "Nothing was left behind." : "[red]Something was left behind.[/]");
    }

    private void Calls()
    {
        foreach (var (step, result) in _results.Where(static row => row.Step.Keyword == "bind"))
        {
            var device = Bdf.Short((string)step.Arguments[0].Value);
            var answer = result.Error.IsSuccess ? $"PASID {result.Pasid}" : result.Error.ToString();
            console.MarkupLine($"    bind(dev {device}, mm {step.Arguments[1].Value}) = [bold]{Markup.Escape(answer)}[/]");
        }

        console.WriteLine();
    }

    private void Chapter(string title)
    {
        console.Write(
            new Rule(string.Create(CultureInfo.InvariantCulture, $"[bold]{_chapter}. {title}[/]")) { Justification = Justify.Left }
        );
    }

    private void Say(string markup)
    {
        Terminal.AtWidth(console, Math.Min(console.Profile.Width, ProseColumns), () => console.MarkupLine(markup));
        console.WriteLine();
    }

    private void Draw(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line.Length <= console.Profile.Width ? line : line[..console.Profile.Width]);
        }

        console.WriteLine();
    }

    private static string Figure(StepResult result, string name) =>
        result.Figures.FirstOrDefault(figure => figure.Name == name).Value.ToString(CultureInfo.InvariantCulture);
}
