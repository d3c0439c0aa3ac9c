using System.Linq.Expressions;
using SvaOrleans.Model;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Silo.Simulated;

/// <summary>How long a call took in modelled time: what it asks tells when it was sent, what it answers when it was carried out.</summary>
internal static class ModelledSpans
{
    /// <summary>What reads the span from requests of one method.</summary>
    /// <param name="request">One of them.</param>
    /// <returns>From such a request to nanoseconds; null when the method tells no times.</returns>
    public static Func<GrainRequest, long>? Of(GrainRequest request)
    {
        if (request.Message is not { } message)
        {
            return null;
        }

        var call = Expression.Parameter(typeof(GrainRequest));
        var asked = Expression.Convert(Expression.Property(call, nameof(GrainRequest.Message)), message.GetType());
        var answered = Expression.Convert(call, request.GetType());
        return
            message.GetType().GetField("arg0") is { } argument
            && SentAt(Expression.Field(asked, argument)) is { } sent
            && request.GetType().GetProperty("Outcome") is { } outcome
            && outcome.PropertyType.GetProperty("At") is { } at
            && at.PropertyType == typeof(VirtualTime)
            ? Expression
                .Lambda<Func<GrainRequest, long>>(Span(sent, Expression.Property(Expression.Property(answered, outcome), at)), call)
                .Compile()
            : null;
    }

    // Who abandons a call leaves no answer; such a span would be negative.
    private static MethodCallExpression Span(Expression sent, Expression ended) =>
        Expression.Call(
            typeof(Math),
            nameof(Math.Max),
            null,
            Expression.Constant(0L),
            Expression.Subtract(
                Expression.Property(ended, nameof(VirtualTime.Nanoseconds)),
                Expression.Property(sent, nameof(VirtualTime.Nanoseconds))
            )
        );

    private static Expression? SentAt(Expression asked)
    {
        if (asked.Type == typeof(Stamp))
        {
            return Expression.Property(asked, nameof(Stamp.At));
        }

        foreach (var name in (string[])["Stamp", "At", "Request"])
        {
            if (asked.Type.GetProperty(name) is { } property)
            {
                return property.PropertyType == typeof(VirtualTime)
                    ? Expression.Property(asked, property)
                    : SentAt(Expression.Property(asked, property));
            }
        }

        return null;
    }
}
