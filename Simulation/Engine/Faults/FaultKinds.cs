namespace SvaOrleans.Simulation.Engine.Faults;

/// <summary>What may go wrong in a cluster, without any grain being at fault.</summary>
[Flags]
public enum FaultKinds : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A message, either way, takes as long as <see cref="FaultOptions.Delay"/>, while time goes on and others overtake it.</summary>
    Delay = 1,

    /// <summary>An answer does not come before the faults stop: its callee hangs. Only for calls that <see cref="FaultOptions.MayStall"/> names.</summary>
    Stall = 2,

    /// <summary>A caller gives up waiting; whether the call was, or will be, carried out it does not know.</summary>
    TimeOut = 4,

    /// <summary>An activation at which nothing runs or waits is deactivated.</summary>
    Deactivation = 8,

    /// <summary>A silo dies with all that lives there; another one takes its place at once.</summary>
    Crash = 16,

    /// <summary>All of them.</summary>
    All = Delay | Stall | TimeOut | Deactivation | Crash,
}
