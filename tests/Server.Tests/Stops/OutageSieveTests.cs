using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Runtime.Messaging;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>Messages of libraries about a stop or an outage are left out; similar messages with another reason are written.</summary>
[Trait("Engine", "Orleans")]
public sealed class OutageSieveTests : IDisposable
{
    private static readonly Exception Refused = new ConnectionFailedException(
        "Unable to connect to S1",
        new AuthenticationException("The remote certificate was rejected")
    );

    private readonly Clock _clock = new();
    private readonly LogSource _source = new("silo-0");
    private readonly StringWriter _log = new();
    private readonly Outages _outages;
    private readonly HeldFaults _held;
    private readonly LogOptions _options = new();
    private readonly LineFormatter _formatter;

    public OutageSieveTests()
    {
        _outages = new(_clock, Options.Create(new SvaSiloOptions()));
        _held = new(_outages, _clock, _source, () => new Written(Write));
        _formatter = new(Options.Create(_options), _source, _clock, [new OutageSieve(_source, _held)]);
    }

    [Fact]
    public void A_broken_greeting_between_own_silos_is_written()
    {
        Write("Orleans.Messaging", Refused);
        Assert.Equal("", Pass(_outages.NoticeLimit - TimeSpan.FromSeconds(2)));
        Assert.Equal(
            "2026-01-01T00:00:20.000Z error silo-0: No stop and no outage explains what a library met at 00:00:00.000Z: "
                + "Orleans.Messaging[7]: it failed: "
                + "ConnectionFailedException: Unable to connect to S1 (AuthenticationException: The remote certificate was rejected)\n",
            Pass(TimeSpan.FromSeconds(2))
        );
    }

    [Theory]
    [MemberData(nameof(AlikeInAnOutage))]
    public void What_an_outage_would_explain_is_written_without_one(Exception fault)
    {
        Write("Orleans.Runtime.X", fault);
        var written = Pass(_outages.NoticeLimit);
        Assert.Contains($": it failed: {fault.GetType().Name}: ", written, StringComparison.Ordinal);
        Assert.Equal(written.Length - 1, written.IndexOf('\n', StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AlikeInAnOutage))]
    public void It_is_left_out_in_one_that_is_noted_later(Exception fault)
    {
        Write("Orleans.Runtime.X", fault);
        Pass(TimeSpan.FromSeconds(15));
        _outages.Note();
        Assert.Equal("", Pass(TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [MemberData(nameof(AlikeInAnOutage))]
    public void It_is_left_out_in_the_minute_after_one_and_not_later(Exception fault)
    {
        _outages.Note();
        Pass(Outages.Aftermath - TimeSpan.FromSeconds(1));
        Write("Orleans.Runtime.X", fault);
        Assert.Equal("", Pass(TimeSpan.FromSeconds(2)));
        Write("Orleans.Runtime.X", fault);
        Assert.Contains("at 00:01:01.000Z: ", Pass(_outages.NoticeLimit), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outage_that_goes_on_is_noted_again_and_again()
    {
        for (var look = 0; look < 100; look++)
        {
            _outages.Note();
            Write("Npgsql.Command", new NpgsqlException("away"));
            Assert.Equal("", Pass(TimeSpan.FromSeconds(5)));
        }
    }

    [Fact]
    public void One_kind_has_a_line_a_minute_with_the_number_of_the_others()
    {
        for (var second = 0; second < 90; second++)
        {
            Write("Orleans.Runtime.X", new TimeoutException("slow"));
            Write("Orleans.Runtime.X", new TimeoutException("slow"));
            Pass(TimeSpan.FromSeconds(1));
        }

        Pass(TimeSpan.FromMinutes(2));
        var lines = _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("at 00:00:00.000Z, and 1 more of the kind since: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("at 00:00:01.000Z, and 119 more of the kind since: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("at 00:01:01.000Z, and 57 more of the kind since: ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_faults_of_libraries_and_all_of_ours_are_written_at_once()
    {
        Write("Orleans.Runtime.X", new InvalidOperationException("a fault"));
        Assert.Contains(
            "error silo-0: Orleans.Runtime.X[7]: it failed\n    System.InvalidOperationException: a fault",
            Take(),
            StringComparison.Ordinal
        );
        Write("Npgsql.Command", new PostgresException("no such table", "ERROR", "ERROR", "42P01"));
        Assert.Contains("42P01", Take(), StringComparison.Ordinal);
        Write("SvaOrleans.X", new TimeoutException("slow"));
        Assert.Equal("2026-01-01T00:00:00.000Z error silo-0: it failed: slow\n", Take());
    }

    [Fact]
    public void What_a_stop_brings_about_is_left_out_and_what_came_before_is_written()
    {
        Write("Orleans.Runtime.X", new TimeoutException("before"));
        Pass(TimeSpan.FromSeconds(5));
        Write("Orleans.Messaging", Refused);
        Pass(TimeSpan.FromSeconds(1));
        _source.Stop();
        Write("Orleans.Runtime.X", new TimeoutException("after"));
        Write("Orleans.Runtime.X", new ObjectDisposedException("after"));
        Pass(TimeSpan.FromMinutes(5));
        var written = Take();
        Assert.Contains("TimeoutException: before", written, StringComparison.Ordinal);
        Assert.Equal(written.Length - 1, written.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_is_written_on_demand()
    {
        _options.Everything = true;
        _outages.Note();
        Write("Orleans.Messaging", Refused);
        Assert.Contains("AuthenticationException: The remote certificate was rejected", Take(), StringComparison.Ordinal);
    }

    public static TheoryData<Exception> AlikeInAnOutage =>
        [
            Refused,
            new TimeoutException("Response did not arrive on time"),
            new NpgsqlException("Exception while reading from stream"),
            new IOException("Received an unexpected EOF"),
            new AuthenticationException("Authentication failed"),
            new SocketException(111),
        ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _held.Dispose();
        _log.Dispose();
    }

    private void Write(string category, Exception fault) => Write(LogLevel.Error, category, 7, "it failed", fault);

    private void Write(LogLevel level, string category, EventId id, string message, Exception? fault) =>
        _formatter.Write(new LogEntry<string>(level, category, id, message, fault, static (state, _) => state), null, _log);

    // Answers what was written meanwhile.
    private string Pass(TimeSpan time)
    {
        var from = _log.ToString().Length;
        for (var until = _clock.Now + time; _clock.Now < until; )
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            _clock.Tick?.Invoke();
        }

        return _log.ToString()[from..];
    }

    private string Take()
    {
        var written = _log.ToString();
        _log.GetStringBuilder().Clear();
        return written;
    }

    private sealed class Written(Action<LogLevel, string, EventId, string, Exception?> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => write(logLevel, "SvaOrleans.Silo.Orleans.Logging.HeldFaults", eventId, formatter(state, exception), exception);
    }

    private sealed class Clock : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public TimeSpan Now { get; set; }

        /// <summary>The work of each second; null for none.</summary>
        public Action? Tick { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Start + Now;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Ticks(this, () => callback(state));

        private sealed class Ticks(Clock clock, Action tick) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Tick = period == Timeout.InfiniteTimeSpan ? null : tick;
                return true;
            }

            public void Dispose() => clock.Tick = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
