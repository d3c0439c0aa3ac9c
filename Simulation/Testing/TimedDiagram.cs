using System.Globalization;
using System.Text;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Simulation.Testing;

/// <summary>A schedule as lines, with the virtual time where it advances.</summary>
internal static class TimedDiagram
{
    private const int StepsMost = 120;

    internal static string Of(Story story)
    {
        StringBuilder text = new();
        var at = TimeSpan.Zero;
        long last = 0;
        foreach ((var step, var who, var what) in TextDiagram.Rows(story, ShownSteps.Of(story, StepsMost), ActorName.AsItIs, int.MaxValue))
        {
            LeftOut(step.Number);
            if (step.At > at)
            {
                at = step.At;
                text.Append(CultureInfo.InvariantCulture, $"  at {at:c}").AppendLine();
            }

            text.Append(who).Append(what);
            if (step.Number == story.Broke)
            {
                text.Append("  <- ").Append(story.BrokeHow);
            }

            text.AppendLine();
        }

        return text.ToString();

        void LeftOut(long next)
        {
            if (next > last + 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"  ... {next - last - 1} steps ...").AppendLine();
            }

            last = next;
        }
    }
}
