using System.Collections.Immutable;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>Writes a state of any type of this project as octets, and reads it again: fields and all, private ones too, and every object
/// once, however often it is referred to. What it does not know it refuses when it writes, so that a checkpoint is whole or is none.</summary>
/// <remarks>A state is a plain piece of data (<see cref="IModelState{T}"/>), so its fields are all there is to it. The first octet is the
/// format's number; a state is read by the version of the program that wrote it.</remarks>
public static class StateCodec
{
    internal const byte Format = 1;

    /// <summary>Writes.</summary>
    /// <param name="state">A state.</param>
    /// <returns>The octets.</returns>
    /// <exception cref="NotSupportedException">Something in it is neither of this project nor a plain collection.</exception>
    public static ImmutableArray<byte> Write(object state) => new StateWriter().Write(state);

    /// <summary>Reads.</summary>
    /// <param name="octets">What was written.</param>
    /// <returns>A state that is equal to the one written and shares nothing with it.</returns>
    /// <exception cref="InvalidDataException">The octets were not written by this version of the program.</exception>
    public static object Read(ReadOnlySpan<byte> octets)
    {
        try
        {
            return new StateReader(octets.ToArray()).Read();
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentException or OverflowException or InvalidCastException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"a state in a checkpoint is damaged: {fault.Message}", fault);
        }
    }
}
