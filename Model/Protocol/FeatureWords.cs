namespace SvaOrleans.Model.Protocol;

/// <summary>What features are called in output. Bits that do not exist get into no state and no driver's callback.</summary>
public static class FeatureWords
{
    /// <summary>The word.</summary>
    public static string Of(SvaFeatures features) => features.HasFlag(SvaFeatures.Iopf) ? "iopf" : "none";
}
