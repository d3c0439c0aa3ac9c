using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Orleans;

/// <summary>Log messages of the hosting code.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "{Silos} silos run on loopback, ports {Ports}; drivers sleep {Scale} times faster than modelled"
    )]
    public static partial void Started(ILogger logger, int silos, string ports, long scale);

    [LoggerMessage(2, LogLevel.Debug, "Port {Port} was taken between being found free and being used; trying another")]
    public static partial void PortTaken(ILogger logger, int port);

    [LoggerMessage(3, LogLevel.Error, "The process of {Silo} ({ProcessId}) has ended; its hosts come back on other silos")]
    public static partial void ProcessEnded(ILogger logger, string silo, int processId);

    [LoggerMessage(
        4,
        LogLevel.Error,
        "The storage cannot be reached; running hosts continue, and nothing can be booted or kept until it is back: {Why}"
    )]
    public static partial void StorageAway(ILogger logger, string why);

    [LoggerMessage(5, LogLevel.Error, "The storage can be reached again at {Server}")]
    public static partial void StorageBack(ILogger logger, string server);

    [LoggerMessage(
        7,
        LogLevel.Error,
        "{Member} at {Address} is in the cluster's membership, and is no silo that this server has started: it gets no host, and is declared dead"
    )]
    public static partial void MemberUnknown(ILogger logger, string member, string address);

    [LoggerMessage(8, LogLevel.Debug, "The unknown member at {Address} could not be declared dead")]
    public static partial void MemberStays(ILogger logger, Exception failure, string address);

    [LoggerMessage(
        9,
        LogLevel.Error,
        "A connection from {From} to silo {Silo} was refused: the other side showed no certificate of this start "
            + "({Count} so far; the next are logged once an hour)"
    )]
    public static partial void ConnectionRefused(ILogger logger, System.Net.EndPoint? from, string silo, long count);

    [LoggerMessage(
        18,
        LogLevel.Error,
        "A connection from {From} to silo {Silo} was given up: the other side did not end its greeting within {Limit}; "
            + "the machine is too busy for its silos, or the other side is no silo (the next are logged once an hour)"
    )]
    public static partial void GreetingUnfinished(ILogger logger, System.Net.EndPoint? from, string silo, TimeSpan limit);

    [LoggerMessage(6, LogLevel.Critical, "Another server has taken over what is stored under the name {Service}; this one ends")]
    public static partial void StorageTaken(ILogger logger, string service);

    [LoggerMessage(11, LogLevel.Error, "The server has ended without an order; {Silo} ends too")]
    public static partial void ServerGone(ILogger logger, string silo);

    [LoggerMessage(12, LogLevel.Error, "{Silo} (process {ProcessId}) received a signal to end; it hands over what it has and leaves")]
    public static partial void Leaves(ILogger logger, string silo, int processId);

    [LoggerMessage(13, LogLevel.Error, "{Silo} (process {ProcessId}) has left; its hosts come back on other silos")]
    public static partial void Left(ILogger logger, string silo, int processId);

    [LoggerMessage(
        14,
        LogLevel.Error,
        "{Silo} (process {ProcessId}) does not answer and was voted dead; its hosts come back on other silos"
    )]
    public static partial void Hung(ILogger logger, string silo, int processId);

    [LoggerMessage(15, LogLevel.Critical, "{Silo} was voted dead by the others while it did not answer; its process ends")]
    public static partial void VotedDead(ILogger logger, string silo);

    [LoggerMessage(16, LogLevel.Critical, "{Silo} cannot go on and ends its process: {Context}")]
    public static partial void Fatal(ILogger logger, Exception? fault, string silo, string context);

    [LoggerMessage(EventId = 17, Message = "No stop and no outage explains what a library met at {Time}{Others}: {What}")]
    public static partial void LibraryFault(ILogger logger, LogLevel level, string what, string time, string others);
}
