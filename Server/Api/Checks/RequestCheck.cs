using System.Collections;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>Checks a request before a host sees it: nothing is missing, every name belongs to the client's host and has the kind that its
/// place requires, and every number is within the bounds of a machine. The kernels check the rest.</summary>
/// <param name="host">The host that all names must be of.</param>
/// <param name="hardware">The host's hardware; null if it is not known yet.</param>
internal sealed class RequestCheck(string host, IReadOnlySet<ObjectName>? hardware)
{
    private const int TextMax = 1_024;

    /// <summary>Refuses a request that no host could carry out.</summary>
    /// <param name="body">The request body.</param>
    /// <param name="host">The host that all names must be of.</param>
    /// <param name="hardware">The host's hardware; null if it is not known yet.</param>
    /// <exception cref="RefusedException">The request has a fault; the message gives its place.</exception>
    public static void Check(object body, string? host, IReadOnlySet<ObjectName>? hardware)
    {
        var fault = string.IsNullOrEmpty(host) ? ": no host is named" : new RequestCheck(host, hardware).FaultOf(body);
        if (fault is not null)
        {
            throw new RefusedException(
                FaultKind.Input,
                $"the body is no {body.GetType().Name} that can be carried out: {fault.TrimStart('.', ':', ' '):part}"
            );
        }
    }

    // Null if there is none; else the path from here to the fault, and the fault.
    private string? FaultOf(object value) =>
        value switch
        {
            string text => Limits.FaultOfText(text, TextMax),
            IEnumerable items => FaultOf(null, items),
            Stamp stamp => Limits.FaultOf(stamp),
            _ => Limits.FaultOf(value) ?? FaultOfMembers(value),
        };

    private string? FaultOf(RequestMember? member, IEnumerable items)
    {
        var index = 0;
        foreach (var item in items)
        {
            if (
                (
                    item is null ? ": null"
                    : item is ObjectName name && member is not null ? FaultOf(member, name)
                    : FaultOf(item)
                ) is
                { } fault
            )
            {
                return $"[{index}]{fault}";
            }

            index++;
        }

        return null;
    }

    private string? FaultOfMembers(object value)
    {
        foreach (var member in RequestShape.Of(value.GetType()).Members)
        {
            if (FaultOf(member, member.Read(value)) is { } fault)
            {
                return $".{member.Name}{fault}";
            }
        }

        return Limits.FaultTogether(value);
    }

    private string? FaultOf(RequestMember member, object? value) =>
        value switch
        {
            null => member.MayBeNull ? null : ": null",
            ObjectName name => FaultOf(member, name),
            not null when member.IsUnset(value) => ": missing",
            IEnumerable items and not string => FaultOf(member, items),
            not null when member.Limit is { } limit => limit.FaultOf(value),
            _ => FaultOf(value),
        };

    private string? FaultOf(RequestMember member, ObjectName name)
    {
        if (name.IsNone)
        {
            return member.MayBeNone ? null : ": names nothing";
        }

        if (name.Name is null || Limits.FaultOfText(name.Name, TextMax) is not null)
        {
            return ": a name that no object can have";
        }

        return name.Host != host ? $": an object of host '{name.Host}'; expected one of '{host}'"
            : member.Kinds.Length > 0 && !member.Kinds.Contains(name.Kind)
                ? $": an object of kind {name.Kind}; expected {string.Join(" or ", member.Kinds)}"
            : hardware is not null && HostHardware.IsPart(name) && !hardware.Contains(name)
                ? $": '{name.Name}' is no {name.Kind} that the host was booted with"
            : null;
    }
}
