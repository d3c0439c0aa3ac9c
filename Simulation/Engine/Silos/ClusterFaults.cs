namespace SvaOrleans.Simulation.Engine.Silos;

/// <summary>Makes the exceptions by which the cluster, not a grain, fails a call. The hosting layer puts Orleans' types here.</summary>
public class ClusterFaults
{
    /// <summary>The target's silo is gone; whether the call was carried out is unknown.</summary>
    /// <param name="message">For people.</param>
    /// <returns>The exception.</returns>
    public virtual Exception SiloUnavailable(string message) => new InvalidOperationException(message);

    /// <summary>The target refused the message; the call was not carried out.</summary>
    /// <param name="message">For people.</param>
    /// <returns>The exception.</returns>
    public virtual Exception Rejected(string message) => new InvalidOperationException(message);

    /// <summary>The target could not be activated.</summary>
    /// <param name="grain">The target.</param>
    /// <param name="fault">What its constructor or activation code threw.</param>
    /// <returns>The exception.</returns>
    public virtual Exception ActivationFailed(GrainSlot grain, Exception fault) => fault;

    /// <summary>A write met a stored record with another tag.</summary>
    /// <param name="message">For people.</param>
    /// <param name="storedTag">The tag in storage.</param>
    /// <param name="currentTag">The tag that the writer had.</param>
    /// <returns>The exception.</returns>
    public virtual Exception InconsistentState(string message, string? storedTag, string? currentTag) =>
        new InvalidOperationException(message);
}
