using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Settings;

/// <summary>The settings of silos: section <c>SvaOrleans</c> of <c>appsettings.json</c>, or environment variables such as
/// <c>SvaOrleans__HangLimit</c>.</summary>
public sealed class SvaSiloOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SvaOrleans";

    /// <summary>A run hangs when no kernel object has begun a request for this long, in wall time; default 20 s. A driver that sleeps
    /// longer than this times the clock's scale (20,000 s modelled, by default) looks the same; raise the limit then.</summary>
    public TimeSpan HangLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time limit for the start of all silos, in wall time; default 60 s.</summary>
    public TimeSpan StartLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many ports are tried when another program takes the free port that was found; default 8.</summary>
    public int PortTries { get; set; } = 8;

    /// <summary>The interval at which silos probe each other, and the time-out of each probe; default 1 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many probes in a row must fail before a silo votes that another is dead; default 3. On one machine, where no network
    /// loses messages, a dead silo is then known within a few seconds. A hung silo is not voted on before Orleans has heard nothing of it
    /// for 12 times <see cref="ProbeTimeout"/>, whatever this setting says.</summary>
    public int ProbesMissed { get; set; } = 3;
}

/// <summary>Refuses settings that cannot work, when a silo starts.</summary>
internal sealed class SvaSiloOptionsValidator : IValidateOptions<SvaSiloOptions>
{
    public ValidateOptionsResult Validate(string? name, SvaSiloOptions options)
    {
        var faults = new List<string>();
        const string tenth = "a time span from 00:00:00.100 to 1.00:00:00";
        const string second = "a time span from 00:00:01 to 1.00:00:00";
        Require(Within(options.HangLimit, 100), nameof(SvaSiloOptions.HangLimit), options.HangLimit, tenth);
        Require(Within(options.StartLimit, 1_000), nameof(SvaSiloOptions.StartLimit), options.StartLimit, second);
        Require(options.PortTries is >= 1 and <= 1000, nameof(SvaSiloOptions.PortTries), options.PortTries, "a number from 1 to 1000");
        Require(Within(options.ProbeTimeout, 100), nameof(SvaSiloOptions.ProbeTimeout), options.ProbeTimeout, tenth);
        Require(
            options.ProbesMissed is >= 1 and <= 100,
            nameof(SvaSiloOptions.ProbesMissed),
            options.ProbesMissed,
            "a number from 1 to 100"
        );
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        // Timers are limited to some weeks.
        static bool Within(TimeSpan span, int leastMilliseconds) =>
            span >= TimeSpan.FromMilliseconds(leastMilliseconds) && span <= TimeSpan.FromDays(1);

        void Require(bool holds, string setting, object value, string expected)
        {
            if (!holds)
            {
                faults.Add($"{SvaSiloOptions.Section}:{setting} is {value}; expected {expected}");
            }
        }
    }
}
