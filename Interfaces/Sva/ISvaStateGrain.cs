using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>The object that keeps what an mm has bound, whichever the kernel's generation.</summary>
public interface ISvaStateGrain : INotifierGrain, IFaultTargetGrain
{
    /// <summary>Arms an injected failure.</summary>
    ValueTask<IoMmResult> Inject(InjectRequest request);

    /// <summary>The PASID that an mm has now; 0 when it has none.</summary>
    [AlwaysInterleave]
    ValueTask<NumberResult> Number(NumberRequest request);
}
