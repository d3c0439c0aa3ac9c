namespace SvaOrleans.Bench;

/// <summary>What one run of the benchmark measured, everything with the same stop-watch in the same process. Nothing here is
/// modelled.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="GrainCalls">Calls from grain to grain, awaited one by one.</param>
/// <param name="ManyCallers">The same by many callers at once, each with a grain of its own to call.</param>
/// <param name="ClientCalls">Calls from a client in the same process, awaited one by one.</param>
/// <param name="FanOut">Calls of one grain to many, awaited together.</param>
/// <param name="Activations">First calls: each makes an activation.</param>
/// <param name="PlainCompleting">The same call without engine, completing at once.</param>
/// <param name="PlainYielding">The same call without engine, suspending the caller on a single-threaded context as a grain call
/// does.</param>
/// <param name="Binds">bind and unbind of generation 2018 on the mails' machine, as pairs.</param>
/// <param name="ShareOfYielding">Grain calls as a share of plain calls that yield: the ratio that counts. By processor time, median over
/// the runs.</param>
/// <param name="ShareOfCompleting">Grain calls as a share of plain calls that complete at once, which no call that is scheduled can be. By
/// processor time, median over the runs.</param>
/// <param name="GrainCallsPerBind">What a bind with its unbind costs, in grain calls. By processor time, median over the runs.</param>
/// <param name="BytesPerGrainCall">Bytes allocated for a grain call. Median over the runs.</param>
public sealed record EngineFigures(
    string Engine,
    Rate GrainCalls,
    Rate ManyCallers,
    Rate ClientCalls,
    Rate FanOut,
    Rate Activations,
    Rate PlainCompleting,
    Rate PlainYielding,
    Rate Binds,
    double ShareOfYielding,
    double ShareOfCompleting,
    double GrainCallsPerBind,
    double BytesPerGrainCall
);
