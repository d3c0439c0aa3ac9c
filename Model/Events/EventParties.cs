namespace SvaOrleans.Model.Events;

/// <summary>The objects that take part in an event, by kind; an io_mm counts as its mm.</summary>
public readonly record struct EventParties(string? Device, string? Mm, string? Domain, string? Iommu)
{
    /// <summary>Those of an event: the object where it happened, the one that it is about, and the domain of a callback.</summary>
    public static EventParties Of(in SvaEvent happened) =>
        default(EventParties).With(happened.Domain).With(happened.Subject).With(happened.Object);

    private EventParties With(ObjectName name) =>
        name.IsNone
            ? this
            : name.Kind switch
            {
                ObjectKind.Device => this with { Device = name.Name },
                ObjectKind.Mm or ObjectKind.IoMm => this with { Mm = name.Name },
                ObjectKind.Domain => this with { Domain = name.Name },
                ObjectKind.Iommu => this with { Iommu = name.Name },
                _ => this,
            };
}
