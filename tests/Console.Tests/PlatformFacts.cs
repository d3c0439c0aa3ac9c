namespace SvaOrleans.Console.Tests;

/// <summary>A test that needs files of Linux, such as <c>/proc/self</c> and <c>/dev/full</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs Linux";
}

/// <summary>A test that sends a signal to the program.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute(string signal)
    {
        Signal = signal;
        Skip =
            OperatingSystem.IsWindows() ? "Windows has no signals"
            : signal == "INT" && IgnoresInterrupts() ? "this process ignores SIGINT, and so would the program"
            : null;
    }

    public string Signal { get; }

    // A shell without a terminal starts its background processes with SIGINT ignored, and their children inherit that.
    private static bool IgnoresInterrupts() =>
        OperatingSystem.IsLinux()
        && (
            Convert.ToUInt64(
                File.ReadLines("/proc/self/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(),
                16
            ) & 2
        ) != 0;
}
