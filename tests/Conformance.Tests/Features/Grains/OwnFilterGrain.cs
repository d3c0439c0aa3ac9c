namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IOwnFilterGrain : IGrainWithStringKey
{
    Task<string> Say(string text);

    Task<string> Forbidden();

    Task<string> Failing();

    Task<string> Log();
}

// Stands around its own calls.
public sealed class OwnFilterGrain : Grain, IOwnFilterGrain, IIncomingGrainCallFilter
{
    private readonly List<string> _log = [];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        _log.Add($"{context.MethodName}+");
        switch (context.MethodName)
        {
            case nameof(Forbidden):
                context.Result = $"not {context.ImplementationMethod.Name} of {ReferenceEquals(context.Grain, this)}";
                break;
            case nameof(Failing):
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException e)
                {
                    context.Result = $"caught: {e.Message}";
                }

                break;
            default:
                await context.Invoke();
                break;
        }

        if (context.MethodName == nameof(Say))
        {
            context.Result = $"({context.Result})";
        }

        _log.Add($"{context.MethodName}-");
    }

    public Task<string> Say(string text)
    {
        _log.Add("say");
        return Task.FromResult(text);
    }

    public Task<string> Forbidden()
    {
        _log.Add("never");
        return Task.FromResult("never");
    }

    public Task<string> Failing() => throw new InvalidOperationException("no such line");

    public Task<string> Log() => Task.FromResult(string.Join(' ', _log));
}
