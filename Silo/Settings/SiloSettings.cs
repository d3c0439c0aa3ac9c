using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Settings;

/// <summary>Reads settings and reports wrong ones.</summary>
internal static class SiloSettings
{
    /// <summary>Reads <c>appsettings.json</c> beside the program, then the environment. Sends the log to standard error.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="logging">The process's log.</param>
    /// <param name="source">The silo's name, or the server's.</param>
    /// <param name="arguments">Settings that override both, as pairs.</param>
    /// <exception cref="SiloSettingsException">A setting is not known, or cannot be read.</exception>
    public static void Add(
        IConfigurationManager configuration,
        ILoggingBuilder logging,
        string source,
        params IReadOnlyList<string> arguments
    )
    {
        Read(configuration, arguments);
        LogSettings.Add(logging, configuration, source);
    }

    /// <summary>Reads <c>appsettings.json</c> beside the program, then the environment.</summary>
    /// <param name="configuration">The configuration to add to.</param>
    /// <param name="arguments">Settings that override both, as pairs.</param>
    /// <exception cref="SiloSettingsException">A setting is not known, or cannot be read.</exception>
    public static void Read(IConfigurationBuilder configuration, params IReadOnlyList<string> arguments)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        SettingsCheck.Require(file, Environment.GetEnvironmentVariables(), arguments);

        // The program that starts reports a failed start once; the generic host would repeat it with its stack. The sender of a message
        // gets the fault of its delivery, and the caller of a write gets the fault of the storage.
        configuration
            .AddInMemoryCollection([
                new("Logging:LogLevel:Default", "Error"),
                new("Logging:LogLevel:Microsoft.Extensions.Hosting", "None"),
                new("Logging:LogLevel:Orleans.Messaging", "None"),
                new("Logging:LogLevel:Orleans.Storage", "None"),
                new("Logging:LogLevel:SvaOrleans.Silo.Orleans.Postgres.GuardedStorage", "None"),
            ])
            .AddInMemoryCollection([new($"Logging:LogLevel:{LogSettings.AuditCategory}", "Information")])
            .AddJsonFile(file, optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. arguments]);
    }

    /// <summary>Adds the storage settings.</summary>
    public static void AddStorage(IServiceCollection services) =>
        services
            .AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>()
            .AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section);

    /// <summary>Runs code that reads settings.</summary>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static TResult Check<TResult>(Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (Explain(wrong) is { } why)
        {
            throw new SiloSettingsException(why, wrong);
        }
    }

    /// <summary>The fault of a setting, for people; null if the exception has another cause.</summary>
    public static string? Explain(Exception wrong) =>
        wrong switch
        {
            OptionsValidationException invalid => string.Join("; ", invalid.Failures),
            InvalidDataException unreadable => unreadable.GetBaseException().Message,
            _ when wrong.Source == typeof(ConfigurationBinder).Assembly.GetName().Name => wrong.Message,
            _ => null,
        };
}
