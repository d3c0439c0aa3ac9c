using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Keeps what grains of this project log.
public sealed class HeardLines : ILoggerProvider
{
    private static readonly ConcurrentDictionary<string, bool> Lines = [];

    public static bool Has(string line) => Lines.ContainsKey(line);

    public ILogger CreateLogger(string categoryName) => new Ear(categoryName);

    public void Dispose() { }

    private sealed class Ear(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => category.StartsWith("SvaOrleans.", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Lines[$"{category}: {formatter(state, exception)}"] = true;
            }
        }
    }
}
