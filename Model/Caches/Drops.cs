namespace SvaOrleans.Model.Caches;

/// <summary>What an invalidation took from a translation cache.</summary>
/// <param name="Entries">Translations dropped.</param>
/// <param name="Unasked">Of these, those that nobody had asked for: the command could not say less.</param>
public readonly record struct Drops(int Entries, int Unasked)
{
    /// <summary>Two together.</summary>
    public static Drops operator +(Drops left, Drops right) => new(left.Entries + right.Entries, left.Unasked + right.Unasked);
}
