using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Logging;

namespace SvaOrleans.Silo.Settings;

/// <summary>The output and the format of the log.</summary>
internal static class LogSettings
{
    /// <summary>The category of requests that change a cluster.</summary>
    public const string AuditCategory = nameof(SvaOrleans) + ".Audit";

    /// <summary>Sends the log to standard error.</summary>
    /// <param name="logging">The process's log.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="source">The silo's name, or the server's.</param>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration, string source)
    {
        logging
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddConsole(static console =>
                (console.LogToStandardErrorThreshold, console.FormatterName) = (LogLevel.Trace, LineFormatter.FormatterName)
            );
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging
            .Services.AddSingleton(new LogSource(source))
            .AddSingleton<ConsoleFormatter, LineFormatter>()
            .AddSingleton<IValidateOptions<LogOptions>, LogOptionsValidator>()
            .AddOptions<LogOptions>()
            .BindConfiguration(LogOptions.Section)
            .ValidateOnStart();
    }

    /// <summary>Reads the log settings. The program that starts reports wrong ones.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static LogOptions Read(IConfiguration configuration) =>
        SiloSettings.Check(() => configuration.GetSection(LogOptions.Section).Get<LogOptions>()) ?? new();

    /// <summary>Waits until all log entries are written; nothing can be logged afterwards.</summary>
    /// <param name="services">The process's services.</param>
    public static void Flush(IServiceProvider services)
    {
        foreach (var provider in services.GetServices<ILoggerProvider>())
        {
            provider.Dispose();
        }
    }
}
