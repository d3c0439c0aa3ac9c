namespace SvaOrleans.Conformance.Tests.Grains;

public enum ChainMode
{
    None,
    Allow,

    // The caller allows, the one in the middle suppresses.
    AllowThenSuppress,

    // The section has been left before the call.
    AllowAndLeave,

    // A section within a section; the inner one has been left.
    AllowTwiceLeaveOne,
}

// start -> middle -> back at start.
public interface IChainGrain : IGrainWithStringKey
{
    Task<string> Start(IChainGrain self, CallPath path, ChainMode mode);

    [ResponseTimeout("00:00:01")]
    Task<string> Middle(CallPath path, int at, ChainMode mode);

    [ResponseTimeout("00:00:01")]
    Task<string> Back();
}

// The grains between the first call and the last one, which goes back to the start.
[GenerateSerializer]
[Immutable]
public sealed record CallPath([property: Id(0)] System.Collections.Immutable.ImmutableArray<IChainGrain> Grains);

[GrainType(Name)]
public sealed class ChainGrain : Grain, IChainGrain
{
    public const string Name = "chain";

    public async Task<string> Start(IChainGrain self, CallPath path, ChainMode mode)
    {
        switch (mode)
        {
            case ChainMode.None:
                return await path.Grains[0].Middle(path, 0, mode);

            case ChainMode.AllowAndLeave:
                using (RequestContext.AllowCallChainReentrancy()) { }

                return await path.Grains[0].Middle(path, 0, mode);

            case ChainMode.AllowTwiceLeaveOne:
                using (RequestContext.AllowCallChainReentrancy())
                {
                    using (RequestContext.AllowCallChainReentrancy()) { }

                    return await path.Grains[0].Middle(path, 0, mode);
                }

            default:
                using (RequestContext.AllowCallChainReentrancy())
                {
                    return await path.Grains[0].Middle(path, 0, mode);
                }
        }
    }

    public async Task<string> Middle(CallPath path, int at, ChainMode mode)
    {
        var next = path.Grains[at + 1];
        var isLast = at + 2 == path.Grains.Length;
        if (mode != ChainMode.AllowThenSuppress)
        {
            return await (isLast ? next.Back() : next.Middle(path, at + 1, mode));
        }

        using (RequestContext.SuppressCallChainReentrancy())
        {
            return await (isLast ? next.Back() : next.Middle(path, at + 1, mode));
        }
    }

    public Task<string> Back() => Task.FromResult("came back");
}
