using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Settings;

/// <summary>Where settings come from, and what becomes of wrong ones.</summary>
internal static class SiloSettings
{
    /// <summary>Reads <c>appsettings.json</c> beside the program, then the environment; logs go to standard error.</summary>
    /// <param name="configuration">What is set.</param>
    /// <param name="logging">The process's log.</param>
    /// <param name="source">The silo's name, or that of the server.</param>
    /// <param name="arguments">Settings that go before both, as pairs.</param>
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
    /// <param name="configuration">Where to.</param>
    /// <param name="arguments">Settings that go before both, as pairs.</param>
    /// <exception cref="SiloSettingsException">A setting is not known, or cannot be read.</exception>
    public static void Read(IConfigurationBuilder configuration, params IReadOnlyList<string> arguments)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        SettingsCheck.Require(file, Environment.GetEnvironmentVariables(), arguments);

        // A start that fails is told once, by whoever started; the host would tell it again with every frame. A message that cannot be
        // delivered is told to whoever sent it, and what cannot be stored to whoever wanted it stored.
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

    /// <summary>Adds what can be set for storage.</summary>
    public static void AddStorage(IServiceCollection services) =>
        services
            .AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>()
            .AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section);

    /// <summary>Does what reads settings.</summary>
    /// <exception cref="SiloSettingsException">One is not what it must be.</exception>
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

    /// <summary>What is wrong with a setting, for people; null when the exception is about something else.</summary>
    public static string? Explain(Exception wrong) =>
        wrong switch
        {
            OptionsValidationException invalid => string.Join("; ", invalid.Failures),
            InvalidDataException unreadable => unreadable.GetBaseException().Message,
            _ when wrong.Source == typeof(ConfigurationBinder).Assembly.GetName().Name => wrong.Message,
            _ => null,
        };
}
