using System.Net;
using Microsoft.Extensions.Options;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>The settings of a cluster that serves: section <c>SvaOrleans:Serve</c> of <c>appsettings.json</c>, or environment variables
/// such as <c>SvaOrleans__Serve__Token</c>.</summary>
public sealed class ServeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SvaOrleans:Serve";

    /// <summary>The fewest characters of a token.</summary>
    public const int TokenMin = 16;

    /// <summary>The address to listen on; default 127.0.0.1. Any other than a loopback address needs <see cref="AllowRemote"/> and a
    /// token.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port; default 5050; 0 for any free port.</summary>
    public int Port { get; set; } = 5050;

    /// <summary>Whether other machines may connect.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>The token that a client must show: programs as a bearer token, browsers as the password of user <c>sva</c>. Null for
    /// none.</summary>
    public string? Token { get; set; }

    /// <summary>How long a client may be silent, in wall time, before its hosts are switched off; default 15 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The most sessions that are open at the same time; default 1,000.</summary>
    public int SessionsMax { get; set; } = 1_000;

    /// <summary>The most hosts that are up at the same time; default 10,000.</summary>
    public int HostsMax { get; set; } = 10_000;

    /// <summary>The largest request, in octets; default 32 MiB.</summary>
    public long RequestMax { get; set; } = 32L << 20;

    /// <summary>The upper bound of <see cref="RequestMax"/>. A request takes up to a few times its size in a message between silos, and a
    /// message of more than 1 GiB is lost.</summary>
    internal const long RequestMaxMost = 1L << 27;

    internal IPAddress ParsedAddress => Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Address);
}

/// <summary>Refuses settings that cannot work or are unsafe, before the server listens.</summary>
internal sealed class ServeOptionsValidator : IValidateOptions<ServeOptions>
{
    public ValidateOptionsResult Validate(string? name, ServeOptions options)
    {
        var faults = new List<string>();
        var isAddress = options.Address == "localhost" || IPAddress.TryParse(options.Address, out _);
        Require(isAddress, nameof(options.Address), options.Address, "an IP address, or localhost");
        Require(options.Port is >= 0 and <= 65_535, nameof(options.Port), options.Port, "a port from 0 (any free one) to 65535");
        var isLease = options.Lease >= TimeSpan.FromSeconds(1) && options.Lease <= TimeSpan.FromDays(1);
        Require(isLease, nameof(options.Lease), options.Lease, "a time span from 00:00:01 to 1.00:00:00");
        Require(options.SessionsMax is >= 1 and <= 100_000, nameof(options.SessionsMax), options.SessionsMax, "a number from 1 to 100000");
        Require(options.HostsMax is >= 1 and <= 1_000_000, nameof(options.HostsMax), options.HostsMax, "a number from 1 to 1000000");
        Require(
            options.RequestMax is >= 1 << 16 and <= ServeOptions.RequestMaxMost,
            nameof(options.RequestMax),
            options.RequestMax,
            $"a number of octets from 65536 to {ServeOptions.RequestMaxMost}"
        );
        if (options.Token is not null)
        {
            Require(
                options.Token.Length >= ServeOptions.TokenMin,
                nameof(options.Token),
                "too short",
                $"at least {ServeOptions.TokenMin} characters"
            );
        }

        if (isAddress && !IPAddress.IsLoopback(options.ParsedAddress))
        {
            Require(
                options.AllowRemote,
                nameof(options.AllowRemote),
                options.AllowRemote,
                $"true, as {nameof(options.Address)} {options.Address} can be reached from other machines"
            );
            Require(
                options.Token is not null,
                nameof(options.Token),
                "missing",
                $"at least {ServeOptions.TokenMin} characters, as {nameof(options.Address)} {options.Address} can be reached from other machines"
            );
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Require(bool holds, string setting, object value, string expected)
        {
            if (!holds)
            {
                faults.Add($"{ServeOptions.Section}:{setting} is {Quoted.Of($"{value}")}; expected {expected}");
            }
        }
    }
}
