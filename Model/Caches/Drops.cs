namespace SvaOrleans.Model.Caches;

/// <summary>The translations that an invalidation dropped from a cache.</summary>
/// <param name="Entries">Translations dropped.</param>
/// <param name="Unasked">Of these, those outside the request: the command covers more than was asked.</param>
public readonly record struct Drops(int Entries, int Unasked)
{
    /// <summary>Two together.</summary>
    public static Drops operator +(Drops left, Drops right) => new(left.Entries + right.Entries, left.Unasked + right.Unasked);
}
