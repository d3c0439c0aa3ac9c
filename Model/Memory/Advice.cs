namespace SvaOrleans.Model.Memory;

/// <summary>What madvise says about a range, as far as it matters to translations.</summary>
public enum Advice
{
    /// <summary>MADV_NORMAL: nothing to change.</summary>
    Normal,

    /// <summary>MADV_RANDOM: nothing to change.</summary>
    Random,

    /// <summary>MADV_SEQUENTIAL: nothing to change.</summary>
    Sequential,

    /// <summary>MADV_WILLNEED: reads ahead, changes no page table.</summary>
    WillNeed,

    /// <summary>MADV_DONTNEED: drops the pages at once.</summary>
    DontNeed,

    /// <summary>MADV_FREE: the pages may be dropped later; their translations are flushed now. Private mappings only, else
    /// -EINVAL.</summary>
    Free,

    /// <summary>MADV_COLD: ages the pages; translations stay.</summary>
    Cold,

    /// <summary>MADV_PAGEOUT: writes the pages out and drops them.</summary>
    PageOut,

    /// <summary>MADV_REMOVE: punches a hole. Shared writable mappings only, else -EACCES.</summary>
    Remove,

    /// <summary>Any other advice that changes no translation, such as MADV_HUGEPAGE, MADV_DONTFORK or MADV_DONTDUMP.</summary>
    Other,
}
