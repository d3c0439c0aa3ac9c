using System.Reflection;
using System.Text;
using Orleans;
using Orleans.Runtime;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>Refuses messages that would have to be copied.</summary>
internal static class MessageCheck
{
    internal static void Refuse(IReadOnlyList<GrainInterface> interfaces)
    {
        StringBuilder reasons = new();
        foreach (CallMethod method in interfaces.SelectMany(i => i.Methods))
        {
            MethodInfo declared = method.InterfaceType.GetMethod(method.Name, [.. method.ParameterTypes])!;
            foreach (ParameterInfo parameter in declared.GetParameters())
            {
                if (!parameter.IsDefined(typeof(ImmutableAttribute), inherit: false) && Immutability.WhyNot(parameter.ParameterType, IsPromised) is { } reason)
                {
                    reasons.AppendLine().Append($"  {method}({parameter.Name}): {reason}");
                }
            }

            if (declared.ReturnType.IsGenericType && Immutability.WhyNot(declared.ReturnType.GetGenericArguments()[0], IsPromised) is { } returned)
            {
                reasons.AppendLine().Append($"  result of {method}: {returned}");
            }
        }

        if (reasons.Length > 0)
        {
            throw new InvalidOperationException(
                $"Messages must be deeply immutable, be marked [Immutable], or a copier must be given (CopyMessages). These are not:{reasons}");
        }
    }

    internal static bool IsPromised(Type type) => type.IsDefined(typeof(ImmutableAttribute), inherit: false) || typeof(IAddressable).IsAssignableFrom(type);
}
