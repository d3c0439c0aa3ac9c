namespace SvaOrleans.Conformance.Tests.Grains;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> Say(string text);

    Task<string> Relay(IFilteredGrain other, string text);

    Task<string> Answered(string text);

    Task<string> Refused(string text);

    Task<string> NeverSent(string text);

    Task<string> Failing(string text);

    Task<string> Calls();
}

// Filters that put brackets around the results of one method, so that their order shows; the first ones also meddle.
public sealed class IncomingBracket(string name) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType != typeof(IFilteredGrain))
        {
            await context.Invoke();
            return;
        }

        switch (context.MethodName)
        {
            case nameof(IFilteredGrain.Say):
                await context.Invoke();
                context.Result = $"in{name}[{context.Result}]";
                break;
            case nameof(IFilteredGrain.Answered):
                context.Result = $"instead: {context.Result ?? "none"}";
                break;
            case nameof(IFilteredGrain.Refused):
                throw new UnauthorizedAccessException(
                    $"{context.ImplementationMethod.Name}({context.Request.GetArgument(0)}) at {context.TargetId.Type} is refused"
                );
            case nameof(IFilteredGrain.Failing) when name == "1":
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException e)
                {
                    context.Result = $"caught {e.Message}";
                }

                break;
            default:
                await context.Invoke();
                break;
        }
    }
}

public sealed class OutgoingBracket(string name) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType == typeof(IFilteredGrain) && context.MethodName == nameof(IFilteredGrain.NeverSent))
        {
            throw new NotSupportedException(context.MethodName);
        }

        await context.Invoke();
        if (context.InterfaceMethod?.DeclaringType == typeof(IFilteredGrain) && context.MethodName == nameof(IFilteredGrain.Say))
        {
            context.Result = $"out{name}[{context.Result}]";
        }
    }
}

[GrainType(Name)]
public sealed class FilteredGrain : Grain, IFilteredGrain
{
    public const string Name = "filtered";
    private int _calls;

    public Task<string> Say(string text) => Task.FromResult(text);

    public Task<string> Relay(IFilteredGrain other, string text) => other.Say(text);

    public Task<string> Answered(string text) => Count(text);

    public Task<string> Refused(string text) => Count(text);

    public Task<string> NeverSent(string text) => Count(text);

    public Task<string> Failing(string text) => throw new InvalidOperationException("no such line");

    public Task<string> Calls() => Task.FromResult($"{_calls} calls");

    private Task<string> Count(string text)
    {
        _calls++;
        return Task.FromResult(text);
    }
}
