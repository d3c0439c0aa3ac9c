using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>Ends the process of a silo that cannot continue. Orleans' own handler writes every stack twice and leaves a core dump, even
/// when the other silos only declared a hung silo dead.</summary>
internal sealed class FatalEnd(LogSource source, IServiceProvider services, ILogger<FatalEnd> logger) : IFatalErrorHandler
{
    private const int Failed = 1;

    /// <summary>Replaces Orleans' own handler.</summary>
    public static void Add(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FatalEnd>());

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (exception is null && context?.Contains("I should be Dead", StringComparison.Ordinal) == true)
        {
            SiloLog.VotedDead(logger, source.Name);
        }
        else
        {
            services.GetService<HeldFaults>()?.End(TimeSpan.Zero);
            SiloLog.Fatal(logger, exception, source.Name, context ?? "no word why");
        }

        End(services, Failed);
    }

    /// <summary>Flushes the log and ends the process at once, whatever its threads do.</summary>
    /// <param name="services">The process's services; null if there are none yet.</param>
    /// <param name="code">The exit code.</param>
    public static void End(IServiceProvider? services, int code)
    {
        // This thread ends the process even if the flush or the exit blocks.
        new Thread(static () =>
        {
            Thread.Sleep(Limit);
            Environment.FailFast(null);
        })
        {
            IsBackground = true,
        }.Start();
        if (services is not null)
        {
            LogSettings.Flush(services);
        }

        Environment.Exit(code);
    }

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
}
