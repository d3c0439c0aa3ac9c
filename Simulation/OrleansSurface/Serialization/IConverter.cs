namespace Orleans;

/// <summary>Converts a type to and from what represents it on the wire.</summary>
/// <typeparam name="TValue">The type.</typeparam>
/// <typeparam name="TSurrogate">What represents it.</typeparam>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>From the wire.</summary>
    /// <param name="surrogate">What came.</param>
    /// <returns>The value.</returns>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>To the wire.</summary>
    /// <param name="value">The value.</param>
    /// <returns>What goes.</returns>
    TSurrogate ConvertToSurrogate(in TValue value);
}
