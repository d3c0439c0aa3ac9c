using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Client.Output;

/// <summary>What features are called in output. Bits that do not exist get into no state and no driver's callback.</summary>
internal static class FeatureWords
{
    /// <summary>The word.</summary>
    public static string Of(SvaFeatures features) => features.HasFlag(SvaFeatures.Iopf) ? "iopf" : "none";
}
