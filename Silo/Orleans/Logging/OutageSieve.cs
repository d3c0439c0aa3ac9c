using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Networking.Shared;
using Orleans.Runtime.Messaging;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Storage;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Knows what Orleans, Polly and Npgsql write when a silo, the database or the whole cluster goes. Whoever asked is told in the answer, and
/// the server, which watches every silo's process and the database, writes one line for all of them.</summary>
internal sealed class OutageSieve : ILogSieve
{
    private static readonly string[] Libraries = ["Orleans", "Polly", "Npgsql", "Microsoft."];

    // ErrorCode.MembershipKillMyselfLocally: FatalEnd says the same in a line of its own.
    private const int VotedDead = 100600 + 27;

    private const string Membership = "Orleans.Runtime.MembershipService.MembershipTableManager";

    /// <summary>Has a process's log leave out what it knows.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<ILogSieve, OutageSieve>();

    /// <inheritdoc/>
    public bool Drops(string category, EventId id, Exception? fault, bool isStopping)
    {
        if (!Libraries.Any(library => category.StartsWith(library, StringComparison.Ordinal)))
        {
            return false;
        }

        return fault is null ? isStopping || (id.Id == VotedDead && category == Membership) : IsOutage(fault) || (isStopping && IsCutOff(fault));
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

    private static bool IsAway(Exception cause) => cause switch
    {
        PostgresException told => told.SqlState.StartsWith("57P", StringComparison.Ordinal) || told.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException or OutcomeUnknownException => true,
        OrleansMessageRejectionException or ConnectionFailedException or SocketConnectionException => true,
        OrleansException stored when StorageFaults.IsAway(stored.Message) => true,
        TimeoutException or OperationCanceledException => true,
        SocketException or IOException { InnerException: SocketException } => true,
        _ => false,
    };

    private static bool IsCutOff(Exception fault) => fault is ObjectDisposedException or IOException or OrleansLifecycleCanceledException;
}
