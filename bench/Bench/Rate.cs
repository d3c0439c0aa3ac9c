namespace SvaOrleans.Bench;

/// <summary>One figure, measured.</summary>
/// <param name="Name">The repeated work.</param>
/// <param name="PerSecond">How often per second: the median of the runs.</param>
/// <param name="Lowest">The slowest run.</param>
/// <param name="Highest">The fastest run.</param>
/// <param name="PerProcessorSecond">How often per second of processor time that the process used: the median. A machine that is busy with
/// something else slows it less.</param>
public sealed record Rate(string Name, double PerSecond, double Lowest, double Highest, double PerProcessorSecond);
