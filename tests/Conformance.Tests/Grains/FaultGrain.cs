namespace SvaOrleans.Conformance.Tests.Grains;

[GenerateSerializer]
public sealed class AccountException : Exception
{
    public AccountException() { }

    public AccountException(string message)
        : base(message) { }

    public AccountException(string message, Exception inner)
        : base(message, inner) { }

    [Id(0)]
    public int Missing { get; set; }
}

// Neither the delegate nor the type can be serialised.
public sealed class StubbornException(string message) : Exception(message)
{
    public Action Callback { get; } = static () => { };
}

public enum FaultKind
{
    Plain,
    Argument,
    Own,
    Nested,
    Cancelled,
    TimeOut,
    Stubborn,
}

public interface IFaultGrain : IGrainWithStringKey
{
    Task AtOnce(FaultKind kind);

    Task Later(FaultKind kind);

    Task<int> WithResult(FaultKind kind);

    ValueTask<int> ByValue(FaultKind kind);

    Task Through(IFaultGrain other, FaultKind kind);

    // As a caller: what it caught, and whether it went on in its own turn.
    Task<string> Catch(IFaultGrain other, FaultKind kind);

    Task<string> Alive();
}

[GrainType(Name)]
public sealed class FaultGrain : Grain, IFaultGrain
{
    public const string Name = "fault";
    private int _calls;

    public Task AtOnce(FaultKind kind) => throw Make(kind);

    public async Task Later(FaultKind kind)
    {
        await Task.Yield();
        throw Make(kind);
    }

    public Task<int> WithResult(FaultKind kind) => Task.FromException<int>(Make(kind));

    public ValueTask<int> ByValue(FaultKind kind) => throw Make(kind);

    public Task Through(IFaultGrain other, FaultKind kind) => other.Later(kind);

    public async Task<string> Catch(IFaultGrain other, FaultKind kind)
    {
        try
        {
            await other.Later(kind);
            return "nothing";
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    public Task<string> Alive() => Task.FromResult($"call {++_calls}");

    private static Exception Make(FaultKind kind) =>
        kind switch
        {
            FaultKind.Plain => new InvalidOperationException("no such thing"),
            FaultKind.Argument => new ArgumentOutOfRangeException(nameof(kind), "too far"),
            FaultKind.Own => new AccountException("overdrawn") { Missing = 12 },
            FaultKind.Nested => new InvalidOperationException("outer", new AccountException("inner") { Missing = 3 }),
            FaultKind.Cancelled => new OperationCanceledException("given up"),
            FaultKind.TimeOut => new TimeoutException("too slow"),
            _ => new StubbornException("not to be moved"),
        };
}
