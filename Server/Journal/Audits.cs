using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Journal;

/// <summary>Carries out requests and writes them to the audit log.</summary>
internal static class Audits
{
    /// <summary>Carries out a request and writes it down, also when its outcome is not known. A refused request is not written
    /// down.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="http">The request that asks for it.</param>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="subject">The silo, host or session.</param>
    /// <param name="session">The session of the request; null for none.</param>
    /// <param name="ask">Carries out the request.</param>
    /// <param name="text">The entry's text, for people.</param>
    public static async Task<TResult> Do<TResult>(
        HttpContext http,
        JournalKind kind,
        string subject,
        string? session,
        Func<Task<TResult>> ask,
        Func<TResult, string> text
    )
    {
        var journal = http.RequestServices.GetRequiredService<ClusterJournal>();
        try
        {
            var result = await ask();
            journal.Audit(kind, subject, text(result), Asker.Of(http), session);
            return result;
        }
        catch (Exception lost) when (lost is OutcomeUnknownException or SimulationHungException)
        {
            journal.Audit(kind, subject, "asked for; whether it was done is not known", Asker.Of(http), session);
            throw;
        }
    }

    /// <summary>The outcome of a first boot, for people.</summary>
    public static string TextOf(BootResult booted) => Outcome(booted, "booted");

    /// <summary>The outcome of a reboot, for people.</summary>
    public static string TextOfAnother(BootResult booted) => Outcome(booted, "booted again");

    private static string Outcome(BootResult booted, string what) =>
        booted.Error.IsSuccess ? $"{what}, boot {booted.Epoch.Value}" : $"not {what}, refused by the host: {booted.Error}";
}
