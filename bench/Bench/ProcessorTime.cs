using System.Runtime.InteropServices;

namespace SvaOrleans.Bench;

/// <summary>The processor time that this process has used, all threads together.</summary>
internal static partial class ProcessorTime
{
    private const int ProcessClock = 2;

    /// <summary>So far. On Linux to the nanosecond; what .NET tells there is in steps of 10 ms, in which a short run is lost.</summary>
    public static TimeSpan Now =>
        OperatingSystem.IsLinux() && GetTime(ProcessClock, out var time) == 0
            ? TimeSpan.FromTicks(((long)time.Seconds * TimeSpan.TicksPerSecond) + ((long)time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : Environment.CpuUsage.TotalTime;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
