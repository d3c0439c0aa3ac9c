using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IListener : IGrainObserver
{
    [OneWay]
    Task Heard(string news);

    Task<int> Asked(List<int> numbers);

    Task Refuses();
}

// Notifies its observers, one at a time.
public interface IPublisherGrain : IGrainWithStringKey
{
    Task Subscribe(IListener listener);

    Task Unsubscribe(IListener listener);

    Task<int> Publish(string news);

    // Asks each and adds the answers.
    Task<int> Ask(int number);

    Task<string> AskOneThatRefuses();

    [ResponseTimeout("00:00:10")]
    Task<string> AskOneThatIsGone();
}

public sealed class PublisherGrain : Grain, IPublisherGrain
{
    private readonly List<IListener> _listeners = [];

    public Task Subscribe(IListener listener)
    {
        if (!_listeners.Contains(listener))
        {
            _listeners.Add(listener);
        }

        return Task.CompletedTask;
    }

    public Task Unsubscribe(IListener listener)
    {
        _listeners.Remove(listener);
        return Task.CompletedTask;
    }

    public async Task<int> Publish(string news)
    {
        foreach (var listener in _listeners)
        {
            await listener.Heard(news);
        }

        return _listeners.Count;
    }

    public async Task<int> Ask(int number)
    {
        var sum = 0;
        List<int> numbers = [number];
        foreach (var listener in _listeners)
        {
            sum += await listener.Asked(numbers);
        }

        return numbers.Count == 1 ? sum : throw new InvalidOperationException("The observer has changed the grain's list.");
    }

    public async Task<string> AskOneThatRefuses()
    {
        try
        {
            await _listeners.Single().Refuses();
            return "agreed";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    public async Task<string> AskOneThatIsGone()
    {
        try
        {
            return $"{await _listeners.Single().Asked([1])}";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }
}
