using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>One step of a schedule, for people.</summary>
/// <param name="Number">Its place in the explored part, from 1.</param>
/// <param name="At">Virtual time.</param>
/// <param name="Kind">What it did.</param>
/// <param name="From">Who sent it: the grain or <c>client</c>.</param>
/// <param name="To">The grain at which it ran.</param>
/// <param name="What">The method, or what else happened.</param>
/// <param name="Means">What the step stands for, in the words of what is simulated; null for nothing.</param>
/// <param name="Overtakes">How many ready steps were older: 0 unless the schedule chose otherwise.</param>
public sealed record StoryStep(long Number, TimeSpan At, StepKind Kind, string From, string To, string What, string? Means, int Overtakes);
