using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>The object that knows the mm in which the faults of a PASID are handled.</summary>
public interface IFaultTargetGrain : IKernelObjectGrain
{
    /// <summary>The mm of a PASID's owner: -ESRCH once it exits or is gone.</summary>
    [AlwaysInterleave]
    ValueTask<FindIoMmResult> Find(IoMmRequest request);
}
