using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Cluster;

/// <summary>What the hosting code says; quiet unless asked.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(1, LogLevel.Information, "{Silos} silos run on loopback, ports {Ports}; drivers sleep {Scale} times faster than modelled")]
    public static partial void Started(ILogger logger, int silos, string ports, long scale);

    [LoggerMessage(2, LogLevel.Debug, "Port {Port} was taken between being found free and being used; trying another")]
    public static partial void PortTaken(ILogger logger, int port);

    [LoggerMessage(3, LogLevel.Warning, "The process of {Silo} ({ProcessId}) has ended")]
    public static partial void ProcessEnded(ILogger logger, string silo, int processId);
}
