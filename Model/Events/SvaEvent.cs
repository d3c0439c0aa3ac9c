using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Events;

/// <summary>Something that happened at a kernel object. Comparison is by (At, Object, Sequence), which is not the order of cause and effect
/// within one time.</summary>
/// <param name="At">The modelled time.</param>
/// <param name="Object">The object that the event is of.</param>
/// <param name="Sequence">Its number among the events of that object.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Subject">The other object that it is about.</param>
/// <param name="Pasid">The PASID that it is about, or none.</param>
/// <param name="Range">The pages that it is about.</param>
/// <param name="Error">The error of the operation.</param>
/// <param name="Value">A figure; its meaning depends on the kind.</param>
/// <param name="Note">For warnings, violations and verdicts: which.</param>
/// <param name="Step">The program's step that caused it, also for work that continues after the step's end; 0 for none.</param>
/// <param name="Domain">The domain that is an argument of a driver's callback; none for other kinds.</param>
/// <param name="Features">The features that are an argument of sva_device_init or mm_alloc.</param>
public readonly record struct SvaEvent(
    VirtualTime At,
    ObjectName Object,
    ulong Sequence,
    SvaEventKind Kind,
    ObjectName Subject,
    Pasid Pasid,
    PageRange Range,
    Errno Error,
    long Value,
    string? Note,
    int Step = 0,
    ObjectName Domain = default,
    SvaFeatures Features = SvaFeatures.None
) : IComparable<SvaEvent>
{
    /// <inheritdoc/>
    public int CompareTo(SvaEvent other)
    {
        var byTime = At.CompareTo(other.At);
        if (byTime != 0)
        {
            return byTime;
        }

        var byObject = Object.CompareTo(other.Object);
        return byObject != 0 ? byObject : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Whether the left event comes first.</summary>
    public static bool operator <(SvaEvent left, SvaEvent right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left event comes last.</summary>
    public static bool operator >(SvaEvent left, SvaEvent right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left event does not come last.</summary>
    public static bool operator <=(SvaEvent left, SvaEvent right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left event does not come first.</summary>
    public static bool operator >=(SvaEvent left, SvaEvent right) => left.CompareTo(right) >= 0;
}
