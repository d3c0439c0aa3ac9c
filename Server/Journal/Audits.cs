using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Journal;

/// <summary>Does what somebody asks for, and writes down that they did.</summary>
internal static class Audits
{
    /// <summary>Does something; also when it is not known whether it was done, it is written down. What is refused is not.</summary>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="http">The request that asks for it.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="subject">The silo, host or session that it happens to.</param>
    /// <param name="session">The session that it is asked for in; null for none.</param>
    /// <param name="ask">Does it.</param>
    /// <param name="text">What was done, for people.</param>
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

    /// <summary>What came of a boot.</summary>
    public static string TextOf(BootResult booted) => Outcome(booted, "booted");

    /// <summary>What came of another boot.</summary>
    public static string TextOfAnother(BootResult booted) => Outcome(booted, "booted again");

    private static string Outcome(BootResult booted, string what) =>
        booted.Error.IsSuccess ? $"{what}, boot {booted.Epoch.Value}" : $"not {what}, refused by the host: {booted.Error}";
}
