using Microsoft.Extensions.Logging;

namespace SvaOrleans.Server;

/// <summary>Log messages of the server.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(101, LogLevel.Information, "Client {Session} is here")]
    public static partial void SessionOpened(ILogger logger, string session);

    [LoggerMessage(102, LogLevel.Information, "Client {Session} is gone; {Hosts} of its hosts were switched off")]
    public static partial void SessionClosed(ILogger logger, string session, int hosts);

    [LoggerMessage(103, LogLevel.Warning, "Client {Session} has not been heard of for longer than its lease")]
    public static partial void SessionSilent(ILogger logger, string session);

    [LoggerMessage(104, LogLevel.Error, "A request to {Path} failed by a fault of the server")]
    public static partial void Failed(ILogger logger, Exception fault, string path);

    [LoggerMessage(105, LogLevel.Warning, "Silo {Silo} is gone; its hosts crash, and come back elsewhere")]
    public static partial void SiloGone(ILogger logger, string silo);

    [LoggerMessage(106, LogLevel.Warning, "Host {Host} has crashed and is back in boot {Epoch}")]
    public static partial void HostBack(ILogger logger, string host, ulong epoch);

    [LoggerMessage(108, LogLevel.Error, "Host {Host} could not be switched off, and will be as soon as that can be done: {Why}")]
    public static partial void HostNotOff(ILogger logger, Exception? fault, string host, string why);

    [LoggerMessage(109, LogLevel.Information, "Host {Host}, whose client is gone, is switched off")]
    public static partial void HostOffAtLast(ILogger logger, string host);

    [LoggerMessage(109, LogLevel.Debug, "The silos could not be asked what their grains do")]
    public static partial void NoActivity(ILogger logger, Exception fault);

    [LoggerMessage(107, LogLevel.Warning, "Host {Host} cannot be asked: {Why}")]
    public static partial void HostSilent(ILogger logger, string host, string why);
}
