namespace SvaOrleans.Model.Protocol;

/// <summary>Which of the MMU notifier's callbacks (05/40).</summary>
public enum NotifierCallback
{
    /// <summary>invalidate_range.</summary>
    InvalidateRange,

    /// <summary>clear_flush_young.</summary>
    ClearFlushYoung,

    /// <summary>change_pte.</summary>
    ChangePte,
}
