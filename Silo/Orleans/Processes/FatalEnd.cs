using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>Ends the process of a silo that cannot go on. Orleans' own way is to write every stack twice and to leave a core dump, also
/// when the others only took the silo for dead while it hung.</summary>
internal sealed class FatalEnd(LogSource source, IServiceProvider services, ILogger<FatalEnd> logger) : IFatalErrorHandler
{
    private const int Failed = 1;

    /// <summary>Takes the place of Orleans' own.</summary>
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

    /// <summary>Ends the process at once, whatever its threads do, with its log written.</summary>
    /// <param name="services">The process's services; null when there are none yet.</param>
    /// <param name="code">The exit code.</param>
    public static void End(IServiceProvider? services, int code)
    {
        // Should something hold the end up, nothing holds this up.
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
