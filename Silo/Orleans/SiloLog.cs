using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Cluster;

/// <summary>What the hosting code says; quiet unless asked.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(1, LogLevel.Information, "{Silos} silos run on loopback, ports {Ports}; drivers sleep {Scale} times faster than modelled")]
    public static partial void Started(ILogger logger, int silos, string ports, long scale);

    [LoggerMessage(2, LogLevel.Debug, "Port {Port} was taken between being found free and being used; trying another")]
    public static partial void PortTaken(ILogger logger, int port);

    [LoggerMessage(3, LogLevel.Error, "The process of {Silo} ({ProcessId}) has ended; its hosts come back on other silos")]
    public static partial void ProcessEnded(ILogger logger, string silo, int processId);

    [LoggerMessage(4, LogLevel.Error, "What is stored cannot be reached; what runs goes on, and nothing can be booted or kept until it is back: {Why}")]
    public static partial void StorageAway(ILogger logger, string why);

    [LoggerMessage(5, LogLevel.Error, "What is stored can be reached again at {Server}")]
    public static partial void StorageBack(ILogger logger, string server);

    [LoggerMessage(6, LogLevel.Critical, "Another server has taken over what is stored under the name {Service}; this one ends")]
    public static partial void StorageTaken(ILogger logger, string service);
}
