using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Networking.Shared;
using Orleans.Runtime.Messaging;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Silo.Orleans.Logging;

/// <summary>Recognizes what Orleans, Polly and Npgsql log when a silo, the database or the whole cluster is lost. The caller gets the fault
/// in its answer, and the server, which watches every silo process and the database, writes one line for all of them. The same entry
/// without an outage is a fault, and is written.</summary>
/// <param name="source">Knows whether an orderly stop has begun.</param>
/// <param name="held">Holds what an outage would explain until it is known whether there is one.</param>
internal sealed class OutageSieve(LogSource source, HeldFaults held) : ILogSieve
{
    private static readonly string[] Libraries = ["Orleans", "Polly", "Npgsql", "Microsoft."];

    // ErrorCode.MembershipKillMyselfLocally: FatalEnd writes a line of its own for it.
    private const int VotedDead = 100600 + 27;

    private const string Membership = "Orleans.Runtime.MembershipService.MembershipTableManager";

    /// <summary>Adds the sieve to a process's log.</summary>
    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton<Outages>()
            .AddSingleton(static services => new HeldFaults(
                services.GetRequiredService<Outages>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<LogSource>(),
                () => services.GetRequiredService<ILogger<HeldFaults>>()
            ))
            .AddSingleton<ILogSieve, OutageSieve>();

    /// <inheritdoc/>
    public bool Takes(LogLevel level, string category, EventId id, string message, Exception? fault)
    {
        if (!Libraries.Any(library => category.StartsWith(library, StringComparison.Ordinal)))
        {
            return false;
        }

        if (fault is null)
        {
            return source.IsStopping || (id.Id == VotedDead && category == Membership);
        }

        if (source.IsStopping)
        {
            return IsOutage(fault) || IsCutOff(fault);
        }

        if (!IsOutage(fault) && !IsBroken(fault))
        {
            return false;
        }

        held.Add(level, category, id, message, fault);
        return true;
    }

    /// <inheritdoc/>
    public bool IsOutage(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is AggregateException several)
            {
                return several.InnerExceptions.All(IsOutage);
            }

            if (IsAway(cause))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAway(Exception cause) =>
        cause switch
        {
            PostgresException told => told.SqlState.StartsWith("57P", StringComparison.Ordinal)
                || told.SqlState.StartsWith("08", StringComparison.Ordinal),
            NpgsqlException or OutcomeUnknownException => true,
            OrleansMessageRejectionException or ConnectionFailedException or SocketConnectionException => true,
            OrleansException stored when StorageFaults.IsAway(stored.Message) => true,
            TimeoutException or OperationCanceledException => true,
            SocketException or IOException { InnerException: SocketException } => true,
            _ => false,
        };

    // A silo that dies during the TLS handshake. A silo with a refused certificate looks the same from one side.
    private static bool IsBroken(Exception fault) => fault is IOException or AuthenticationException;

    private static bool IsCutOff(Exception fault) => fault is ObjectDisposedException or IOException or OrleansLifecycleCanceledException;
}
