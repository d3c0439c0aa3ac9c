using System.Linq.Expressions;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Silo.Simulated;

/// <summary>The modelled time of a call: its request holds the time at which it was sent, its answer the time at which it was carried
/// out.</summary>
internal static class ModelledSpans
{
    /// <summary>Creates the function that reads the span of one method's requests.</summary>
    /// <param name="request">A request of the method.</param>
    /// <returns>From such a request to nanoseconds; null if the method has no times.</returns>
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

    // An abandoned call has no answer; its span would be negative.
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
