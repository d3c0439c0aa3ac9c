using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Orleans.Processes;
using SvaOrleans.Silo.Orleans.Trust;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>A silo in this process that speaks TLS, and others of its start to greet it.</summary>
internal sealed class OneSilo : IAsyncDisposable
{
    private readonly StartAuthority _authority = new();
    private readonly SiloCredentials _own;
    private readonly IHost _host;
    private readonly int _port = KernelSilo.FindFreePort();

    private OneSilo(TimeSpan greetingLimit)
    {
        _own = _authority.Issue("silo-0");
        var events = new EventLog(keepsAll: false);
        _host = KernelSilo.Build(
            new("silo-0", _port, _port),
            1,
            events,
            new(events),
            silo =>
                silo.UseMutualTls(_own, greetingLimit)
                    .Services.AddSingleton(KnownSilos.Everyone)
                    .AddLogging(logging => logging.AddProvider(Lines))
        );
    }

    /// <summary>What it says of connections.</summary>
    public SaidLines Lines { get; } = new();

    public RefusedConnections Refused => _host.Services.GetRequiredService<RefusedConnections>();

    public static async Task<OneSilo> Start(TimeSpan greetingLimit)
    {
        var made = new OneSilo(greetingLimit);
        await made._host.StartAsync();
        return made;
    }

    public async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        return client;
    }

    /// <summary>The first that somebody says who greets.</summary>
    public static async Task<byte[]> Hello()
    {
        using var there = new MemoryStream();
        using var stream = new SslStream(there);
        try
        {
            await stream.AuthenticateAsClientAsync("silo.sva.invalid");
        }
        catch (IOException)
        {
            // Nobody has answered.
        }

        return there.ToArray();
    }

    /// <summary>Greets as another silo of the start does.</summary>
    public async Task<SslStream> Greet(TcpClient client)
    {
        var other = _authority.Issue("silo-1");
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "silo.sva.invalid",
                ClientCertificates = [other.Own],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is System.Security.Cryptography.X509Certificates.X509Certificate2 shown && _own.IsOfThisStart(shown),
            }
        );
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _own.Dispose();
        _authority.Dispose();
    }

    /// <summary>Keeps what a silo says of connections.</summary>
    internal sealed class SaidLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> All => [.. _lines];

        public Task Says(string text) =>
            UpProcess.Eventually(
                () => _lines.Any(line => line.Contains(text, StringComparison.Ordinal)),
                () => $"'{text}' was not said: {string.Join('\n', _lines)}"
            );

        public ILogger CreateLogger(string categoryName) =>
            categoryName == typeof(RefusedConnections).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Enqueue(formatter(state, exception));
    }
}
