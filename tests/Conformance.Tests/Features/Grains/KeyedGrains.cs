namespace SvaOrleans.Conformance.Tests.Features.Grains;

// One interface for each kind of key; each grain says which key it has.
public interface IGuidKeyed : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public interface INumberKeyed : IGrainWithIntegerKey
{
    Task<long> Key();
}

public interface ITextKeyed : IGrainWithStringKey
{
    Task<string> Key();
}

public interface IGuidPairKeyed : IGrainWithGuidCompoundKey
{
    Task<(Guid Key, string? Extension)> Key();
}

public interface INumberPairKeyed : IGrainWithIntegerCompoundKey
{
    Task<(long Key, string? Extension)> Key();
}

public sealed class GuidKeyedGrain : Grain, IGuidKeyed
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class NumberKeyedGrain : Grain, INumberKeyed
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class TextKeyedGrain : Grain, ITextKeyed
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}

public sealed class GuidPairKeyedGrain : Grain, IGuidPairKeyed
{
    public Task<(Guid Key, string? Extension)> Key()
    {
        var key = this.GetPrimaryKey(out var extension);
        return Task.FromResult((key, extension));
    }
}

public sealed class NumberPairKeyedGrain : Grain, INumberPairKeyed
{
    public Task<(long Key, string? Extension)> Key()
    {
        var key = this.GetPrimaryKeyLong(out var extension);
        return Task.FromResult((key, extension));
    }
}
