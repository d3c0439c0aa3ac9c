namespace SvaOrleans.Model.Faults;

/// <summary>The answer to a page request group, as PCI encodes it.</summary>
public enum PageResponseCode
{
    /// <summary>The pages are there: translate again.</summary>
    Success = 0,

    /// <summary>Some page cannot be had.</summary>
    Invalid = 1,

    /// <summary>The interface broke: the device must stop asking until it is enabled again.</summary>
    Failure = 15,
}
